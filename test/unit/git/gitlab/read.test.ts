import { describe } from 'vitest';
import { gitlab } from '../../../../src/git/gitlab/source.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { type Example, readAsGolden, readWhateverComes } from '../../../harness/examples.ts';

const intake = gitlab.create(
  { secretToken: 'a token of the test' },
  { tenant: 'default', integration: 'gitlab' },
);

const read = ({ body }: Pick<Example, 'body'>): Reading =>
  intake.read({
    tenant: 'default',
    integration: 'gitlab',
    receivedAt: Date.UTC(2026, 10, 21, 12),
    headers: { 'idempotency-key': 'a5461c4d-9c7f-4af9-add6-cddebe3c426f' },
    body,
  });

describe('the examples that GitLab publishes', () => {
  readAsGolden('gitlab', read);
  readWhateverComes('gitlab', read);
});
