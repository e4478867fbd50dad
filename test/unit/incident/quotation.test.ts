import { describe, expect, it } from 'vitest';
import { redactText } from '../../../src/access/redact.ts';
import { kept, QUOTED_FILES_LIMIT, QUOTED_TEXT_LIMIT } from '../../../src/incident/quotation.ts';

const LEAK = 'AKIAIOSFODNN7EXAMPLE';

describe('what is kept of a message', () => {
  it('is its text, author, address and the addresses of its files', () => {
    const quoted = {
      text: 'it is DNS',
      author: { id: 'ben', name: 'Ben' },
      link: 'https://chat.example/archives/C1/p1',
      files: [{ name: 'trace.txt', link: 'https://files.example/trace.txt' }],
    };
    expect(kept(quoted, redactText)).toEqual(quoted);
  });

  it('holds no secret, also not half of one at its end', () => {
    const around = 'x '.repeat(QUOTED_TEXT_LIMIT / 2 - 8);
    const { text } = kept({ text: `${around}${LEAK} and more` }, redactText);
    expect(text.length).toBeLessThanOrEqual(QUOTED_TEXT_LIMIT);
    expect(text).not.toContain(LEAK.slice(0, 8));
    const named = kept({ text: '', files: [{ name: `${LEAK}.txt`, link: 'https://f.example' }] }, redactText);
    expect(JSON.stringify(named)).not.toContain(LEAK);
    const addressed = kept({ text: 'x', link: `https://f.example/?key=${LEAK}` }, redactText);
    expect(addressed).toEqual({ text: 'x' });
  });

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://a b',
    'https://x"y',
    `https://${'x'.repeat(1000)}`,
  ])('has no address such as %j', (link) => {
    expect(kept({ text: 'x', link, files: [{ name: 'f', link }] }, redactText)).toEqual({ text: 'x' });
  });

  it('is limited in every way', () => {
    const files = Array.from({ length: 50 }, (_, n) => ({
      name: 'f'.repeat(500),
      link: `https://f.example/${n}`,
    }));
    const quoted = kept(
      { text: '🔥'.repeat(5000), author: { id: 'x', name: 'n'.repeat(500) }, files },
      redactText,
    );
    expect(quoted.text.length).toBeLessThanOrEqual(QUOTED_TEXT_LIMIT);
    expect(quoted.text).not.toMatch(/[\uD800-\uDBFF]…$/);
    expect(quoted.files).toHaveLength(QUOTED_FILES_LIMIT);
    expect(JSON.stringify(quoted).length).toBeLessThan(6000);
  });
});
