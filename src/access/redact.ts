import { redactCards } from './card-number.ts';
import { isSecretName, SECRET_RULES } from './secret-rule.ts';

/** A pattern of one's own, which must find its matches in time linear to the text. */
export interface RedactionPattern {
  readonly name: string;
  /** @returns the text with every match replaced by the mark. */
  replaceIn(text: string, mark: string): string;
}

/** @returns what stands in place of a secret: `[redacted: password]`. */
export function redactionMark(what: string): string {
  return `[redacted: ${what}]`;
}

const MARK = /(\[redacted: [^\]\n]{1,80}\])/;
/** What one redaction leaves can make another secret visible; more often than this it never did. */
const MOST_PASSES = 5;

/**
 * Takes secrets out of a text: tokens of well-known services, private keys, JSON web tokens, authorization headers,
 * assigned passwords, credentials in addresses, card numbers, and what one's own patterns match. What was redacted
 * once stays as it is.
 */
export function redactText(text: string, own: readonly RedactionPattern[] = []): string {
  let result = text;
  for (let passes = 0; passes < MOST_PASSES; passes++) {
    const before = result;
    result = redactOnce(before, own);
    if (result === before) break;
  }
  return result;
}

function redactOnce(text: string, own: readonly RedactionPattern[]): string {
  let result = text;
  for (const { what, find, keep } of SECRET_RULES) {
    const mark = redactionMark(what);
    result = outsideMarks(result, (part) =>
      part.replace(find, (...match: unknown[]) => (keep ? `${String(match[1])}${mark}` : mark)),
    );
  }
  result = outsideMarks(result, (part) => redactCards(part, redactionMark('card number')));
  for (const pattern of own) {
    result = outsideMarks(result, (part) => pattern.replaceIn(part, redactionMark(pattern.name)));
  }
  return result;
}

function outsideMarks(text: string, redact: (part: string) => string): string {
  if (!text.includes('[redacted: ')) return redact(text);
  return text
    .split(MARK)
    .map((part, index) => (index % 2 ? part : redact(part)))
    .join('');
}

const DEEPEST = 64;

/**
 * Takes secrets out of data, all the way down: strings and keys as {@link redactText} does, and whatever stands under
 * a key such as `password` or `botToken`. Objects of classes become plain ones; dates and bytes stay.
 */
export function redactDeep<T>(value: T, own: readonly RedactionPattern[] = []): T {
  return redactValue(value, own, []) as T;
}

function redactValue(value: unknown, own: readonly RedactionPattern[], around: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value, own);
  if (typeof value !== 'object' || value === null) return value;
  if (
    value instanceof Date ||
    value instanceof RegExp ||
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer
  ) {
    return value;
  }
  if (around.includes(value)) return '[circular]';
  if (around.length >= DEEPEST) return '[too deep]';
  const inner = [...around, value];
  const item = (one: unknown): unknown => redactValue(one, own, inner);
  const entry = ([key, one]: readonly [unknown, unknown]): [unknown, unknown] => [
    item(key),
    typeof key === 'string' && isSecretName(key) && holdsSecret(one) ? redactionMark('secret') : item(one),
  ];

  if (Array.isArray(value)) return value.map(item);
  if (value instanceof Set) return new Set([...value].map(item));
  if (value instanceof Map) return new Map([...value].map(entry));
  if ('toJSON' in value && typeof value.toJSON === 'function') return item((value.toJSON as () => unknown)());
  // What an error says is not enumerable.
  const said = value instanceof Error ? (['name', 'message', 'stack', 'cause'] as const) : [];
  const hidden = said.flatMap((key): [string, unknown][] =>
    key in value ? [[key, (value as Error)[key]]] : [],
  );
  return Object.fromEntries([...hidden, ...Object.entries(value)].map(entry)) as unknown;
}

function holdsSecret(value: unknown): boolean {
  return (
    (typeof value === 'string' && value !== '' && !value.startsWith('[redacted')) || typeof value === 'number'
  );
}

/**
 * Takes secrets out of a text.
 * @param tenant whose own patterns hold too; without it those of all.
 */
export type Redact = (text: string, tenant?: string) => string;
