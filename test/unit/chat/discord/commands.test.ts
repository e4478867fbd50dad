import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../../src/chat/discord/command-line.ts';
import { argumentsOf, commands } from '../../../../src/chat/discord/commands.ts';
import { parseCommandLine } from '../../../../src/command/parse.ts';
import { VOCABULARY } from '../../../../src/command/vocabulary.ts';
import type { Json } from '../../../fakes/discord/guild.ts';
import { checkCommand } from '../../../fakes/discord/limits.ts';

const registered = JSON.parse(JSON.stringify(commands())) as Json[];
interface Registered {
  readonly type: number;
  readonly name: string;
  readonly options: readonly Registered[];
}
const first = registered[0]?.['options'] as readonly Registered[];
const words = first.flatMap((one) => (one.type === 2 ? one.options : [one]));

describe('the registered commands', () => {
  it('are within the limits of Discord', () => {
    registered.forEach(checkCommand);
  });

  it('have every word of the vocabulary, and every flag of it', () => {
    expect(words.map(({ name }) => name).sort()).toEqual(VOCABULARY.map(({ name }) => name).sort());
    for (const word of VOCABULARY) {
      const flags = 'flags' in word ? word.flags.map(({ name }) => name) : [];
      const options = words.find(({ name }) => name === word.name)?.options.map(({ name }) => name);
      expect(options).toEqual(expect.arrayContaining(flags));
    }
  });

  it('keep words about one thing in a group', () => {
    const groups = first.filter(({ type }) => type === 2);
    expect(groups.find(({ name }) => name === 'duty')?.options.map(({ name }) => name)).toContain('oncall');
    expect(groups.every(({ options }) => options.length > 0)).toBe(true);
  });

  it('take what follows a word that came later as it would be typed', () => {
    expect(argumentsOf('something-new').map(({ name }) => name)).toEqual(['words']);
    expect(commandLine('something-new', new Map([['words', 'a --b c']]), new Map())).toBe(
      'something-new a --b c',
    );
  });
});

describe('a line made of options', () => {
  const parsed = (word: string, options: Record<string, string | boolean>) =>
    parseCommandLine(commandLine(word, new Map(Object.entries(options)), new Map()), {});

  it('means the same as the options', () => {
    expect(
      parsed('declare', { title: '500s --everywhere', sev: 'SEV-1', service: 'the cart', private: true }),
    ).toEqual({
      kind: 'declare',
      title: '500s --everywhere',
      severity: 'SEV-1',
      service: 'the cart',
      private: true,
    });
    expect(parsed('resolve', { incident: 'INC-4', note: '42 is the answer' })).toEqual({
      kind: 'command',
      incident: 'INC-4',
      command: { name: 'resolve', note: '42 is the answer' },
    });
    expect(parsed('list', { mine: true, severity: 'SEV-2' })).toMatchObject({
      mine: true,
      severity: 'SEV-2',
    });
    expect(parsed('severity', { incident: 'INC-4', severity: 'SEV-1' })).toMatchObject({
      command: { name: 'severity', severity: 'SEV-1' },
    });
    expect(parsed('declare', {})).toEqual({ kind: 'form', form: 'declare' });
  });
});
