/** Red, green and blue of a colour. */
export type Colour = readonly [number, number, number];

/** The colours that most pixels have; a window has few, but for the edges of its letters. */
export function commonest(pictures: readonly Uint32Array[], most: number): number[] {
  const counts = new Map<number, number>();
  for (const pixel of pictures.flatMap((pixels) => [...pixels])) {
    counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, a], [, b]) => b - a);
  return byCount.slice(0, most).map(([colour]) => colour);
}

/** Finds the place of the colour that comes nearest. */
export function nearest(colours: readonly number[]): (pixel: number) => number {
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
export function channels(pixel: number): Colour {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}
