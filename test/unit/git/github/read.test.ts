import { describe } from 'vitest';
import { github } from '../../../../src/git/github/source.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { type Example, readAsGolden, readWhateverComes } from '../../../harness/examples.ts';

const intake = github.create(
  { signingSecret: 'a secret of the test' },
  { tenant: 'default', integration: 'github' },
);

const read = ({ event, body }: Pick<Example, 'event' | 'body'>): Reading =>
  intake.read({
    tenant: 'default',
    integration: 'github',
    receivedAt: Date.UTC(2026, 10, 21, 12),
    headers: { 'x-github-event': event, 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' },
    body,
  });

describe('the examples that GitHub publishes', () => {
  readAsGolden('github', read);
  readWhateverComes('github', read);
});
