import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/chat/text.ts';
import { helpMessage } from '../../../src/command/help.ts';
import { VOCABULARY } from '../../../src/command/vocabulary.ts';

const shown = (about?: string): string =>
  helpMessage(about)
    .sections.flatMap(({ text = [], footnote = [] }) => [plain(text), plain(footnote)])
    .join('\n');

describe('the help', () => {
  it('lists every command with its usage', () => {
    for (const { usage, help } of VOCABULARY) expect(shown()).toContain(`/im ${usage}  ${help}`);
  });

  it.each(VOCABULARY.map(({ name }) => name))('explains %s with an example', (name) => {
    const { example, help, synonyms } = VOCABULARY.find((word) => word.name === name)!;
    for (const words of [help, `Example: /im ${example}`, ...synonyms]) expect(shown(name)).toContain(words);
  });

  it('says which permission is needed', () => {
    expect(shown('sev')).toContain('Needs the permission “severity”: to change the severity.');
    expect(shown('help')).not.toContain('permission');
  });

  it('fits the sections that platforms take', () => {
    for (const { text = [] } of helpMessage().sections) expect(plain(text).length).toBeLessThan(3_000);
  });

  it('knows what it does not know', () => {
    expect(shown('resove')).toContain('Did you mean /im resolve?');
  });
});
