import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { nearest, commonest, channels } from './palette';

/** A picture of a film. */
export interface Frame {
  readonly png: Buffer;
  /** How long it stands, in milliseconds. */
  readonly stands: number;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** As PNG has them in memory, the lowest byte of a pixel first. */
  readonly pixels: Uint32Array;
}

/** A part of a picture. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Stands for "as before", and is the first colour of the palette. */
const asBefore = 0;

/**
 * A PNG of few colours, a byte a pixel. Of several frames it is a film that starts over at its end (APNG): of each frame
 * only the box is kept that differs from the one before, and in it only what differs. Windows, where little changes at a
 * time, become a tenth as large, and half as large as in a GIF.
 *
 * @param mostColours of all frames together, 255 at most
 * @throws Error when the frames are not of one size
 */
export function indexedPng(frames: readonly Frame[], mostColours: number): Buffer {
  const pictures = frames.map(({ png }) => read(png));
  const [first] = pictures;
  if (
    first === undefined ||
    pictures.some(({ width, height }) => width !== first.width || height !== first.height)
  ) {
    throw new Error('Frames of different sizes, or none');
  }
  const news = pictures.map(({ pixels }, index) => {
    const before = pictures[index - 1]?.pixels;
    return before === undefined ? pixels : pixels.filter((pixel, place) => pixel !== before[place]);
  });
  const colours = commonest(news, mostColours);
  const indexOf = nearest(colours);
  const chunks = [
    chunk('IHDR', numbers([first.width, 4], [first.height, 4], [8, 1], [3, 1], [0, 1], [0, 1], [0, 1])),
    ...(frames.length > 1 ? [chunk('acTL', numbers([frames.length, 4], [0, 4]))] : []),
    chunk('PLTE', Buffer.from([0, 0, 0, ...colours.flatMap(channels)])),
    chunk('tRNS', Buffer.from([0])),
  ];
  let sequence = 0;
  pictures.forEach((picture, index) => {
    const before = pictures[index - 1];
    const box = before === undefined ? { ...picture, x: 0, y: 0 } : differing(before, picture);
    const data = packed(picture, before, box, (pixel) => 1 + indexOf(pixel));
    if (frames.length > 1) {
      const { x, y, width, height } = box;
      const place = [width, height, x, y].map((each): [number, number] => [each, 4]);
      const delay: [number, number][] = [
        [frames[index]?.stands ?? 0, 2],
        [1000, 2],
      ];
      // Left standing, so that the next frame is drawn upon it.
      chunks.push(
        chunk('fcTL', numbers([sequence++, 4], ...place, ...delay, [0, 1], [index === 0 ? 0 : 1, 1])),
      );
    }
    chunks.push(
      index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([numbers([sequence++, 4]), data])),
    );
  });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

function read(png: Buffer): Picture {
  const { width, height, data } = PNG.sync.read(png);
  return { width, height, pixels: new Uint32Array(data.buffer, data.byteOffset, width * height) };
}

/** The smallest box that holds all that differs; one pixel where nothing does. */
function differing(before: Picture, { width, height, pixels }: Picture): Box {
  let [left, top, right, bottom] = [width, height, -1, -1];
  pixels.forEach((pixel, place) => {
    if (pixel !== before.pixels[place]) {
      const [x, y] = [place % width, Math.floor(place / width)];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  });
  return right < 0
    ? { x: 0, y: 0, width: 1, height: 1 }
    : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The rows of a box, each behind a 0: neighbours in a palette are not alike, so that no filter helps. */
function packed(
  { width: all, pixels }: Picture,
  before: Picture | undefined,
  { x, y, width, height }: Box,
  indexOf: (pixel: number) => number,
): Buffer {
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const place = (y + row) * all + x + column;
      const pixel = pixels[place] ?? 0;
      rows[row * (width + 1) + 1 + column] = pixel === before?.pixels[place] ? asBefore : indexOf(pixel);
    }
  }
  return deflateSync(rows, { level: 9, memLevel: 9 });
}

/** Numbers as PNG writes them, each with its bytes. */
function numbers(...all: readonly (readonly [value: number, bytes: number])[]): Buffer {
  return Buffer.concat(
    all.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntBE(value, 0, bytes);
      return buffer;
    }),
  );
}

/** A part of a PNG file: length, name, content and checksum. */
function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  return Buffer.concat([numbers([content.length, 4]), named, numbers([crc32(named), 4])]);
}
