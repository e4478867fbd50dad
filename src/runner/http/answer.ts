import type { Response } from 'undici';
import { isSecretName } from '../../access/secret-rule.ts';
import { bounded } from '../../text/bounded.ts';
import { connectionFailure } from './connection-failure.ts';
import type { Mask } from './mask.ts';

/** What templates know as `execution.result`, by the names of StackStorm's runner of HTTP requests. */
export interface HttpResult {
  readonly status_code: number;
  /** By lower-case name; credentials are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** A value where it came as JSON and whole; otherwise its text, or what stands for bytes. */
  readonly body: unknown;
  /** Whether the body was read as JSON. */
  readonly parsed: boolean;
  /** Seconds from the first look to the last byte. */
  readonly elapsed: number;
  /** Whether the status is one of those that mean success. */
  readonly ok: boolean;
  /** What was dropped of the body, in words; absent where it is whole. */
  readonly truncated?: string;
}

/** What was read of an answer. */
export type Taken = Omit<HttpResult, 'elapsed' | 'ok'>;

/** Cookies and what stands for credentials. */
const LEFT_OUT = /cookie|auth|token|secret|api-?key|session|csrf/i;
/** Deeper than this nothing is read as JSON: whoever renders it follows it level by level. */
const DEEPEST = 100;
const WORDS_KEPT = 200;

/**
 * Reads an answer, as much as is kept of it.
 * @param host whose it is. @param mostBytes after decompression.
 * @throws HttpFailure when the connection breaks meanwhile.
 */
export async function taken(response: Response, mask: Mask, host: string, mostBytes: number): Promise<Taken> {
  const { bytes, whole } = await read(response, host, mostBytes);
  const type = response.headers.get('content-type') ?? '';
  const text = textOf(bytes, type);
  const dropped = whole ? {} : { truncated: `only the first ${mostBytes} bytes of the answer were kept` };
  const head = { status_code: response.status, headers: headersOf(response, mask), ...dropped };
  if (text === undefined) {
    const size = whole ? `${bytes.length} bytes` : `more than ${mostBytes} bytes`;
    const body = `binary, ${size}, ${mask.text(type) || 'of unknown type'}`;
    return { ...head, body, parsed: false };
  }
  const json = whole && isJson(type) ? parsed(text) : undefined;
  if (json) return { ...head, body: mask.value(json.value), parsed: true };
  return { ...head, body: mask.text(whole ? text : mask.cut(text)), parsed: false };
}

/** @returns what an answer says of a refusal, in one line; empty where it says nothing that people can read. */
export function wordsOf({ body, headers }: Taken): string {
  if (headers['content-type']?.includes('html')) return '';
  const said = typeof body === 'string' ? (body.trim().split(/[\r\n]/, 1)[0] ?? '') : saidIn(body);
  return bounded(said.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim(), WORDS_KEPT);
}

/** By the names that services use, among them those of RFC 9457. */
function saidIn(body: unknown): string {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null) return '';
  const { message, detail, error_description, error, title, errors } = body as Readonly<
    Record<string, unknown>
  >;
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  for (const one of [message, detail, error_description, error, title, first]) {
    const said = saidIn(one);
    if (said !== '') return said;
  }
  return '';
}

async function read(
  { body }: Response,
  host: string,
  mostBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let left = mostBytes;
  try {
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left < 0) break;
    }
  } catch (error) {
    throw connectionFailure(error, host);
  }
  return { bytes: Buffer.concat(chunks), whole: left >= 0 };
}

const isJson = (type: string): boolean => /^[\w.-]+\/(?:[\w.-]+\+)?json\b/i.test(type.trim());

/** @returns the text that bytes are; undefined where they are none. */
function textOf(bytes: Uint8Array, type: string): string | undefined {
  const [, named] = /;\s*charset="?([\w.:-]+)/i.exec(type) ?? [];
  const isText = isJson(type) || /^text\/|\bxml\b|javascript|x-www-form-urlencoded|yaml/i.test(type);
  try {
    // The end of what was cut may be a part of a character.
    const text = new TextDecoder(named, { fatal: !isText }).decode(bytes, { stream: true });
    return (isText ? text.includes('\0') : /[^\P{Cc}\t\n\v\f\r]/u.test(text)) ? undefined : text;
  } catch {
    return isText && named !== undefined ? textOf(bytes, type.replace(/;.*/s, '')) : undefined;
  }
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return depth(value, DEEPEST) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether a value is at most so deep. */
function depth(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return most > 0 && Object.values(value).every((inner) => depth(inner, most - 1));
}

function headersOf({ headers }: Response, mask: Mask): Readonly<Record<string, string>> {
  const kept = [...headers].filter(([name]) => !LEFT_OUT.test(name) && !isSecretName(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, mask.text(value)]));
}
