import { crc32, deflateSync } from 'node:zlib';

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

const BLUE: Pixel = [29, 53, 87, 255];
const WHITE: Pixel = [255, 255, 255, 255];
const NOTHING: Pixel = [255, 255, 255, 0];

function chunk(type: string, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const checked = Buffer.concat([head.subarray(4), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(checked), 0);
  return Buffer.concat([head.subarray(0, 4), checked, check]);
}

/** @returns a square PNG (https://www.w3.org/TR/png-3/) of eight bits for each of red, green, blue and alpha. */
function png(size: number, pixel: (x: number, y: number) => Pixel): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc(size * (1 + 4 * size));
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) rows.set(pixel(x, y), y * (1 + 4 * size) + 1 + 4 * x);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** How far a point lies from the line between two others. */
function distance(
  x: number,
  y: number,
  from: readonly [number, number],
  to: readonly [number, number],
): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const along = Math.max(0, Math.min(1, ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - from[0] - along * dx, y - from[1] - along * dy);
}

/** Is the point in an M whose strokes are `thick`? All in parts of the icon's side, from 0 to 1. */
function inLetter(x: number, y: number, thick: number): boolean {
  const [left, top, bottom, tip] = [0.26, 0.28, 0.74, 0.6];
  // Both halves are the same.
  const near = Math.min(x, 1 - x);
  if (y < top - thick / 2 || y > bottom) return false;
  const stroke = distance(near, y, [left, top], [left, bottom + thick]);
  return Math.min(stroke, distance(near, y, [left, top], [0.5, tip])) <= thick / 2;
}

/** @returns the icon of 192 by 192 pixels that Teams shows in colour. */
export function colourIcon(): Buffer {
  return png(192, (x, y) => (inLetter((x + 0.5) / 192, (y + 0.5) / 192, 0.09) ? WHITE : BLUE));
}

/** @returns the icon of 32 by 32 pixels, white and transparent, that Teams shows when the app is not in use. */
export function outlineIcon(): Buffer {
  return png(32, (x, y) => (inLetter((x + 0.5) / 32, (y + 0.5) / 32, 0.1) ? WHITE : NOTHING));
}
