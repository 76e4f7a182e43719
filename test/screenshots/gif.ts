import { GIFEncoder, type Colour } from 'gifenc';
import { PNG } from 'pngjs';

/** A picture of the film. */
export interface Frame {
  readonly png: Buffer;
  /** How long it stands, in milliseconds. */
  readonly stands: number;
}

/** Colours of a frame; the last of the 256 a GIF may have stands for "as before". */
const mostColours = 255;

/**
 * A GIF that starts over at its end. Of each frame only what differs from the one before is kept, which makes windows,
 * where little changes at a time, a tenth as large.
 *
 * @throws Error when the frames are not of one size
 */
export function encodeGif(frames: readonly Frame[]): Buffer {
  const encoder = GIFEncoder();
  let before: Uint32Array | undefined;
  for (const { png, stands } of frames) {
    const { width, height, data } = PNG.sync.read(png);
    const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
    if (before !== undefined && before.length !== pixels.length) {
      throw new Error('Frames of different sizes');
    }
    const isSame = (pixel: number, index: number): boolean => before !== undefined && pixel === before[index];
    const colours = commonest(pixels.filter((pixel, index) => !isSame(pixel, index)));
    const indexOf = nearest(colours);
    const transparentIndex = colours.length;
    const indexed = Uint8Array.from(pixels, (pixel, index) =>
      isSame(pixel, index) ? transparentIndex : indexOf(pixel),
    );
    encoder.writeFrame(indexed, width, height, {
      palette: [...colours.map(channels), [0, 0, 0]],
      transparent: before !== undefined,
      transparentIndex,
      delay: stands,
      // Left standing, so that the next frame is drawn upon it.
      dispose: 1,
      repeat: 0,
    });
    before = pixels;
  }
  encoder.finish();
  return Buffer.from(encoder.bytes());
}

/** The colours that most pixels have; a window has few, but for the edges of its letters. */
function commonest(pixels: Uint32Array): number[] {
  const counts = new Map<number, number>();
  for (const pixel of pixels) {
    counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, a], [, b]) => b - a);
  return byCount.slice(0, mostColours).map(([colour]) => colour);
}

/** Finds the place of the colour that comes nearest. */
function nearest(colours: readonly number[]): (pixel: number) => number {
  const known = new Map(colours.map((colour, index) => [colour, index]));
  const distance = (one: number, other: number): number => {
    const [a, b] = [channels(one), channels(other)];
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
  };
  return (pixel) => {
    let index = known.get(pixel);
    if (index === undefined) {
      const distances = colours.map((colour) => distance(pixel, colour));
      index = distances.indexOf(Math.min(...distances));
      known.set(pixel, index);
    }
    return index;
  };
}

/** Red, green and blue of a pixel as PNG has them in memory, the lowest byte first. */
function channels(pixel: number): Colour {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}
