import { describe, expect, it } from 'vitest';
import { hintFor, suggestions, understand } from '../../../../src/dashboard/sandbox/completion.ts';

const COMMANDS = [
  { name: 'declare', usage: 'declare [title]', summary: 'Open an incident' },
  { name: 'ack', usage: 'ack [id]', summary: 'You are on it' },
  { name: 'assign', usage: 'assign @user [role]', summary: 'Give a role' },
];
const PEOPLE = [
  { id: 'ana', name: 'Ana' },
  { id: 'ben', name: 'Ben' },
];
const BOT = { id: 'muster', name: 'Muster' };
const offered = (text: string) => suggestions(text, COMMANDS, PEOPLE).map((one) => one.text);

describe('the composer', () => {
  it.each([
    ['/', ['/im declare ', '/im ack ', '/im assign ']],
    ['/im', ['/im declare ', '/im ack ', '/im assign ']],
    ['/im a', ['/im ack ', '/im assign ']],
    ['/IM Dec', ['/im declare ']],
    ['/im declare checkout', []],
    ['/other', []],
    ['hello', []],
    ['hello @', ['hello @ana ', 'hello @ben ']],
    ['/im assign @b', ['/im assign @ben ']],
    ['hello @ana', []],
    ['mail@', []],
  ])('completes %j', (text, expected) => {
    expect(offered(text)).toEqual(expected);
  });

  it('explains a command from its whole name on', () => {
    expect(hintFor('/im ack', COMMANDS)?.summary).toBe('You are on it');
    expect(hintFor('/im declare it is down', COMMANDS)?.usage).toBe('declare [title]');
    expect(hintFor('/im acknowledge', COMMANDS)).toBeUndefined();
    expect(hintFor('say /im ack', COMMANDS)).toBeUndefined();
  });

  it('tells commands, mentions of Muster and plain words apart', () => {
    expect(understand('/im  declare it is\ndown', BOT)).toEqual({
      kind: 'command',
      text: 'declare it is\ndown',
    });
    expect(understand('/IM', BOT)).toEqual({ kind: 'command', text: '' });
    expect(understand('/imx', BOT)).toEqual({ kind: 'unknown command', word: 'imx' });
    expect(understand(' hello ', BOT)).toEqual({ kind: 'text', text: 'hello', mentions: false });
    expect(understand('what now, @Muster?', BOT)).toMatchObject({ kind: 'text', mentions: true });
    expect(understand('@mustering', BOT)).toMatchObject({ mentions: false });
  });
});
