import { describe } from 'vitest';
import { bitbucket } from '../../../../src/git/bitbucket/source.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { type Example, readAsGolden, readWhateverComes } from '../../../harness/examples.ts';

const context = { tenant: 'default', integration: 'bitbucket' };
const intake = bitbucket.create({ signingSecret: 'a secret of the test' }, context);

const read = ({ event, body }: Pick<Example, 'event' | 'body'>): Reading =>
  intake.read({
    ...context,
    receivedAt: Date.UTC(2026, 10, 21, 12),
    headers: {
      'x-event-key': event.replace('.', ':'),
      'x-request-uuid': 'b1b0e6d4-0f5c-4c3b-9a53-1b4d2a0e3f5a',
    },
    body,
  });

describe('the examples that Bitbucket Cloud publishes', () => {
  readAsGolden('bitbucket', read);
  readWhateverComes('bitbucket', read);
});
