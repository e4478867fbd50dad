import { describe } from 'vitest';
import { bitbucketDc } from '../../../../src/git/bitbucket-dc/source.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { type Example, readAsGolden, readWhateverComes } from '../../../harness/examples.ts';

const context = { tenant: 'default', integration: 'bitbucket' };
const intake = bitbucketDc.create({ signingSecret: 'a secret of the test' }, context);

const read = ({ body }: Pick<Example, 'body'>): Reading =>
  intake.read({
    ...context,
    receivedAt: Date.UTC(2026, 10, 21, 12),
    headers: { 'x-request-id': '3f8a7c52-93a9-4c4e-8f5c-7d0d1e2f3a4b' },
    body,
  });

describe('the examples of Bitbucket Data Center', () => {
  readAsGolden('bitbucket-dc', read);
  readWhateverComes('bitbucket-dc', read);
});
