import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { endWithReader } from '../../../src/cli/reader.ts';

it('a command ends quietly when its reader has had enough, and hides no other failure', () => {
  const stdout = new EventEmitter();
  let ended = 0;
  endWithReader(stdout, () => ended++);
  stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(ended).toBe(1);
  const full = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
  expect(() => stdout.emit('error', full)).toThrow(full);
  expect(ended).toBe(1);
});
