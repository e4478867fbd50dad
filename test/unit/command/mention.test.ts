import { describe, expect, it } from 'vitest';
import { parseMention } from '../../../src/command/mention.ts';

const anywhere = (text: string) => parseMention(text, {});
/** Said in the channel of INC-7. */
const here = (text: string) => parseMention(text, { incident: 'INC-7' });

const ack = (incident: string) => ({ kind: 'command', incident, command: { name: 'ack' } });

describe('a mention', () => {
  it.each([
    'ack 42',
    '@muster ack 42',
    '<@UBOT> ack 42 please',
    '<@UBOT|muster>: ack 42, thanks!',
    'hey @muster, can you ack 42 please?',
    'Please acknowledge incident 42.',
    'could you please acknowledge INC-42?',
    'ack 42 @muster',
    'Hi Muster! ack #42 now',
  ])('asks politely: %j', (text) => {
    expect(anywhere(text)).toEqual(ack('INC-42'));
    expect(here(text)).toEqual(ack('INC-42'));
  });

  it.each(['status', 'status?', '@muster status please', "what's the status?", 'show me the status'])(
    'asks for the status of the channel: %j',
    (text) => {
      expect(here(text)).toEqual({ kind: 'status', incident: 'INC-7' });
    },
  );

  it.each(['status 42', '42?', 'what is the status of INC-42?', 'status of incident 42', 'show incident 42'])(
    'asks for a status: %j',
    (text) => {
      expect(here(text)).toEqual({ kind: 'status', incident: 'INC-42' });
    },
  );

  it('asks for what needs no care', () => {
    expect(anywhere('list mine please')).toEqual({ kind: 'list', mine: true, all: false });
    expect(anywhere('declare Checkout is down --sev 1')).toMatchObject({
      kind: 'declare',
      title: 'Checkout is down',
    });
    expect(here('note we see 500s')).toMatchObject({
      incident: 'INC-7',
      command: { name: 'note', text: 'we see 500s' },
    });
    expect(here('assign @ana ic')).toEqual({
      kind: 'assign',
      incident: 'INC-7',
      person: '@ana',
      role: 'commander',
    });
  });

  it('resolves when told to, with the id or with nothing else', () => {
    expect(here('resolve')).toMatchObject({ kind: 'command', incident: 'INC-7' });
    expect(here('resolve inc-7 it was dns')).toMatchObject({
      command: { name: 'resolve', note: 'it was dns' },
    });
    expect(here('can you resolve?')).toMatchObject({ kind: 'command', incident: 'INC-7' });
  });

  it.each([
    ['close call there!', '/im close INC-7 call there!'],
    ['resolved?', '/im resolve INC-7'],
    ['fixed by the new release', '/im resolve INC-7 by the new release'],
    ['is it resolved?', undefined],
    ['42 resolved?', undefined],
  ])('that may be conversation changes nothing: %j', (text, offered) => {
    const parsed = here(text);
    expect(parsed.kind).toBe('problem');
    if (offered !== undefined)
      expect(parsed).toMatchObject({ message: expect.stringContaining(`\`${offered}\``) as string });
  });

  it.each(['', 'hi', '@muster', '<@UBOT>', 'hey muster!', 'thanks!'])('of nothing gets help: %j', (text) => {
    expect(anywhere(text)).toEqual({ kind: 'help' });
  });

  it('that is not understood is told what can be said', () => {
    expect(anywhere('make me a sandwich')).toEqual({
      kind: 'problem',
      message:
        'There is no command `make`. `/im help` lists the commands. Say for instance “status”, “ack 42” or “list”.',
    });
    expect(anywhere('stauts')).toMatchObject({
      message: expect.stringContaining('Did you mean `/im status`?') as string,
    });
  });

  it('opens no form, for which it gives no right: it is told what to type', () => {
    expect(anywhere('declare')).toEqual({
      kind: 'problem',
      message:
        'No form can be opened here. Type for instance `/im declare Checkout returns 500s --sev 1 --service checkout`.',
    });
    expect(here('note')).toMatchObject({
      message: expect.stringContaining('`/im note INC-7 error rate is falling`') as string,
    });
  });
});
