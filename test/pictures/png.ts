import { crc32, deflateSync } from 'node:zlib';

/** Pixels of four bytes each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const COLOURS = 256;

/** Five bits of each of red, green and blue: what differs less looks the same. */
const binOf = (red: number, green: number, blue: number): number =>
  ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);

interface Bin {
  readonly bin: number;
  count: number;
  /** Its most frequent colour so far, and how often in a row of votes it was. */
  colour: readonly [number, number, number];
  votes: number;
}

/** Counts the colours of a picture, those together that look the same; the colour of a bin is the one that it has most. */
function binsOf({ rgba }: Pixels): Bin[] {
  const bins = new Map<number, Bin>();
  for (let at = 0; at < rgba.length; at += 4) {
    const colour = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0] as const;
    const bin = binOf(...colour);
    const known = bins.get(bin);
    if (!known) {
      bins.set(bin, { bin, count: 1, colour, votes: 1 });
      continue;
    }
    known.count += 1;
    if (colour.every((part, n) => part === known.colour[n])) known.votes += 1;
    else if (known.votes > 0) known.votes -= 1;
    else Object.assign(known, { colour, votes: 1 });
  }
  return [...bins.values()].sort((a, b) => b.count - a.count);
}

function nearest([red, green, blue]: Bin['colour'], palette: readonly Bin[]): number {
  let [best, least] = [0, Infinity];
  for (const [n, { colour }] of palette.entries()) {
    const distance = (red - colour[0]) ** 2 + (green - colour[1]) ** 2 + (blue - colour[2]) ** 2;
    if (distance < least) [best, least] = [n, distance];
  }
  return best;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** @returns a picture as a PNG of at most 256 colours: a third of what it is with all of them. */
export function png(pixels: Pixels): Buffer {
  const { width, height, rgba } = pixels;
  const bins = binsOf(pixels);
  const palette = bins.slice(0, COLOURS);
  const indexes = new Map(bins.map((one, n) => [one.bin, n < COLOURS ? n : nearest(one.colour, palette)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 4 * (y * width + x);
      const bin = binOf(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0);
      rows[y * (width + 1) + 1 + x] = indexes.get(bin) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each pixel, which name a colour of the palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette.flatMap(({ colour }) => [...colour]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
