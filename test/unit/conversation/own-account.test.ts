import { describe, expect, it } from 'vitest';
import { hear } from '../../../src/conversation/hear.ts';
import { ANYWHERE } from '../../../src/conversation/setting.ts';

describe('what somebody says of their own accounts', () => {
  it.each([
    ['whoami', { do: 'whoami' }],
    ['<@U1> who am I?', { do: 'whoami' }],
    ['@muster link', { do: 'link' }],
    ['please link my account', { do: 'link' }],
    ['hey muster, link another account, please', { do: 'link' }],
    ['/im link mlink-7kqm-2r9x-dn4t', { do: 'link', code: 'mlink-7kqm-2r9x-dn4t' }],
    ['link MLINK-7KQM-2R9X-DN4T thanks', { do: 'link', code: 'mlink-7kqm-2r9x-dn4t' }],
    ['unlink main-slack', { do: 'unlink', instance: 'main-slack' }],
    ['unlink', { do: 'unlink' }],
    ['loud pages', { do: 'loud', level: 'pages' }],
    ['loud', { do: 'loud' }],
  ])('%s', (text, wish) => {
    expect(hear(text, ANYWHERE)).toEqual({ kind: 'account', wish });
  });

  it.each([
    'link to the dashboard?',
    'link the runbook',
    'the link is broken',
    'can somebody send me the link',
    'loud music in the data centre',
    'who am I paging?',
    'unlink the feature flag from checkout',
  ])('is not meant by: %s', (text) => {
    expect(JSON.stringify(hear(text, ANYWHERE))).not.toContain('"account"');
  });
});
