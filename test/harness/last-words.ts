import { afterEach } from 'vitest';
import { forgetEnded, lastWords } from './muster-process.ts';

/** Adds to each failure what the processes of the built program said: the assertion alone does not tell why. */
afterEach(({ task }) => {
  const failure = task.result?.errors?.[0];
  if (failure) failure.message = [failure.message, ...lastWords()].join('\n');
  forgetEnded();
});
