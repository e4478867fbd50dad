import { expect, it } from 'vitest';
import { redactText } from '../../../src/access/redact.ts';
import { SHOWN_LENGTH, shownBody, type ShownBody } from '../../../src/inbox/shown-body.ts';

const hiding = {
  redact: (text: string) => redactText(text),
  patterns: [],
  secrets: ['of-the-configuration'],
};

function shown(text: string | Uint8Array): ShownBody {
  const body = typeof text === 'string' ? Buffer.from(text) : text;
  return shownBody({ body, bodyBytes: body.length }, hiding);
}

it('is shown with JSON indented and without secrets, wherever they stand', () => {
  const { text, ...rest } = shown('{"password":"hunter2","at":{"url":"https://x/of-the-configuration"}}');
  expect(text).toBe(
    '{\n  "password": "[redacted: secret]",\n  "at": {\n    "url": "https://x/[redacted: secret]"\n  }\n}',
  );
  expect(rest).toEqual({ isJson: true, isBinary: false, isCut: false });
});

it('is not indented where that would make fifty times as much of it', () => {
  const written = `${'{"a":'.repeat(60)}[${'0,'.repeat(20_000)}0]${'}'.repeat(60)}`;
  expect(shown(written)).toEqual({ text: written, isJson: true, isBinary: false, isCut: false });
});

it.each([
  ['lists in lists without end', '['.repeat(100_000) + ']'.repeat(100_000), { isJson: true }],
  ['names that objects have', '{"__proto__":{"a":1},"constructor":2}', { isJson: true, isCut: false }],
  ['no text', Uint8Array.of(0, 255, 254), { isJson: false, isBinary: true }],
  ['far too much', 'x'.repeat(2_000_000), { isJson: false, isCut: true }],
])('%s can be shown', (_what, body, is) => {
  const found = shown(body);
  expect(found).toMatchObject(is);
  expect(found.text.length).toBeLessThanOrEqual(SHOWN_LENGTH);
});
