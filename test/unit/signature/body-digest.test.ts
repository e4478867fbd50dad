import { expect, it } from 'vitest';
import { bodyDigest } from '../../../src/signature/body-digest.ts';

it('is the SHA-256 of the bytes', () => {
  // FIPS 180-2, appendix B.1.
  expect(bodyDigest(Buffer.from('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
