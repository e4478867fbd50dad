import { describe, expect, it } from 'vitest';
import { encodeAction } from '../../../src/chat/element.ts';
import { parseCommandLine } from '../../../src/command/parse.ts';
import { parsePress } from '../../../src/command/press.ts';

const here = (text: string) => parseCommandLine(text, { incident: 'INC-7' });
const anywhere = (text: string) => parseCommandLine(text, {});
const URL = 'https://acme.atlassian.net/browse/PAY-17';

describe('ticket', () => {
  it.each([
    ['ticket 42', { do: 'show', incident: 'INC-42' }],
    ['tickets inc-42 show', { do: 'show', incident: 'INC-42' }],
    ['ticket 42 create', { do: 'create', incident: 'INC-42' }],
    ['ticket create 42', { do: 'create', incident: 'INC-42' }],
    ['ticket 42 create in jira/PAY', { do: 'create', incident: 'INC-42', to: 'jira/PAY' }],
    ['ticket make 42 in hub', { do: 'create', incident: 'INC-42', to: 'hub' }],
    [`ticket 42 link ${URL}`, { do: 'link', incident: 'INC-42', url: URL }],
    [`ticket link 42 <${URL}|PAY-17>`, { do: 'link', incident: 'INC-42', url: URL }],
    [`ticket 42 ${URL}`, { do: 'link', incident: 'INC-42', url: URL }],
    ['ticket 42 unlink', { do: 'unlink', incident: 'INC-42' }],
    ['ticket unlink 42 jira', { do: 'unlink', incident: 'INC-42', which: 'jira' }],
    ['ticket 42 detach from PAY-17', { do: 'unlink', incident: 'INC-42', which: 'PAY-17' }],
    [`ticket 42 unlink <${URL}|PAY-17>`, { do: 'unlink', incident: 'INC-42', which: URL }],
  ])('%s', (text, wish) => {
    expect(anywhere(text)).toEqual({ kind: 'ticket', wish });
  });

  it('is about the incident of the channel where none is named', () => {
    expect(here('ticket')).toEqual({ kind: 'ticket', wish: { do: 'show', incident: 'INC-7' } });
    expect(here('ticket create')).toEqual({ kind: 'ticket', wish: { do: 'create', incident: 'INC-7' } });
    expect(here('ticket unlink')).toEqual({ kind: 'ticket', wish: { do: 'unlink', incident: 'INC-7' } });
    expect(here(`ticket link ${URL}`)).toEqual({
      kind: 'ticket',
      wish: { do: 'link', incident: 'INC-7', url: URL },
    });
  });

  it.each([
    ['ticket', /Which incident/],
    ['ticket create', /Which incident/],
    ['ticket 42 link', /Give its address/],
    ['ticket 42 link PAY-17', /Give its address/],
    ['ticket 42 delete', /ticket INC-42 create/],
  ])('%s is asked back', (text, message) => {
    expect(anywhere(text)).toMatchObject({
      kind: 'problem',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is made by a button', () => {
    expect(parsePress(encodeAction({ command: 'ticket-create', incident: 'INC-7' }), undefined)).toEqual({
      kind: 'ticket',
      wish: { do: 'create', incident: 'INC-7' },
    });
  });
});
