import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { png } from './png.ts';

/** @returns the data of the chunk with this name. */
function chunk(file: Buffer, name: string): Buffer {
  const at = file.indexOf(name, 8, 'latin1');
  return file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4));
}

test('a picture has the size, the colours and the places of its pixels', () => {
  const [white, red] = [
    [255, 255, 255, 255],
    [200, 16, 40, 255],
  ] as const;
  const file = png({
    width: 3,
    height: 2,
    rgba: Uint8Array.from([white, white, red, white, red, white].flat()),
  });
  expect(file.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const header = chunk(file, 'IHDR');
  expect([header.readUInt32BE(0), header.readUInt32BE(4)]).toEqual([3, 2]);
  expect([...chunk(file, 'PLTE')]).toEqual([255, 255, 255, 200, 16, 40]);
  expect([...inflateSync(chunk(file, 'IDAT'))]).toEqual([0, 0, 0, 1, 0, 0, 1, 0]);
});

test('of more than 256 colours each has the nearest that is kept', () => {
  const many = Array.from({ length: 400 }, (_, n) => [(n % 20) * 12, Math.floor(n / 20) * 12, 0, 255]);
  const frequent = Array.from({ length: 50 }, () => [250, 250, 250, 255]);
  const pixels = [...many, ...frequent];
  const file = png({ width: pixels.length, height: 1, rgba: Uint8Array.from(pixels.flat()) });
  const palette = chunk(file, 'PLTE');
  expect(palette.length).toBe(256 * 3);
  const [, ...places] = inflateSync(chunk(file, 'IDAT'));
  for (const [n, [red = 0, green = 0]] of pixels.entries()) {
    const at = 3 * (places[n] ?? 0);
    expect(Math.abs((palette[at] ?? 0) - red) + Math.abs((palette[at + 1] ?? 0) - green)).toBeLessThan(130);
  }
});
