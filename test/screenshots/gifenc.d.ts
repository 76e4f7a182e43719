/** The part of gifenc that is used here; it comes without types. */
declare module 'gifenc' {
  export type Colour = readonly [number, number, number];

  interface FrameOptions {
    readonly palette: readonly Colour[];
    readonly transparent: boolean;
    readonly transparentIndex: number;
    /** Milliseconds. */
    readonly delay: number;
    readonly dispose: number;
    /** 0 = for ever. */
    readonly repeat: number;
  }

  interface Encoder {
    writeFrame(indexed: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  export function GIFEncoder(): Encoder;
}
