import { redactDeep, redactionMark, type RedactionPattern } from '../access/redact.ts';
import type { KeptDelivery } from './kept.ts';

/** A delivery's body as people may see it. */
export interface ShownBody {
  readonly text: string;
  /** It is JSON, and indented unless that makes it much longer. */
  readonly isJson: boolean;
  /** It is no text in UTF-8: what is none is replaced by `\uFFFD`. */
  readonly isBinary: boolean;
  /** Only its beginning is shown. */
  readonly isCut: boolean;
}

/** Most characters that are shown of a body. */
export const SHOWN_LENGTH = 200_000;
/** Most bytes that are looked through for secrets. */
const SHOWN_BYTES = 1_000_000;
/** JSON that is longer when it is indented, in characters, is not: numbers in lists within lists are fifty times as long then. */
const INDENTED_LENGTH = 4 * SHOWN_LENGTH;

/** What is taken out of what is shown. */
export interface Hiding {
  /** Takes secrets out of a text, by all rules. */
  readonly redact: (text: string) => string;
  /** Takes what stands under names of secrets out of data, too. */
  readonly patterns: readonly RedactionPattern[];
  /** Values of the configuration that must never be shown. */
  readonly secrets: readonly string[];
}

/** @returns a body with its secrets taken out, indented where it is JSON, and of bounded length. */
export function shownBody(
  { body, bodyBytes }: Pick<KeptDelivery, 'body' | 'bodyBytes'>,
  hiding: Hiding,
): ShownBody {
  const bytes = body.subarray(0, SHOWN_BYTES);
  const whole = new TextDecoder('utf-8').decode(bytes);
  const json = bytes.length === body.length ? parsed(whole) : undefined;
  const isJson = json !== undefined;
  const written = isJson ? indented(redactDeep(json, hiding.patterns)) : whole;
  const safe = hiding.redact(withoutSecrets(written, hiding.secrets));
  const text = safe.length > SHOWN_LENGTH ? withoutHalf(safe.slice(0, SHOWN_LENGTH)) : safe;
  return {
    text,
    isJson,
    isBinary: whole.includes('\uFFFD') || /\0/.test(whole),
    isCut: text.length < safe.length || bytes.length < bodyBytes,
  };
}

/** @returns headers with their secrets taken out. */
export function shownHeaders(
  headers: Readonly<Record<string, string>>,
  { redact, patterns, secrets }: Hiding,
): Readonly<Record<string, string>> {
  const safe = Object.entries(redactDeep(headers, patterns));
  return Object.fromEntries(safe.map(([name, value]) => [name, redact(withoutSecrets(value, secrets))]));
}

/** Takes values of the configuration out of a text. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, redactionMark('secret')), text);
}

/** JSON that is no more than a word or number is shown as it came. */
function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function indented(json: object): string {
  const text = JSON.stringify(json, null, 2);
  return text.length > INDENTED_LENGTH ? JSON.stringify(json) : text;
}

function withoutHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
