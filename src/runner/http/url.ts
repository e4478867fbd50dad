import { BadParameter } from '../../action/bad-parameter.ts';
import { piecesOf } from './pieces.ts';

/** An address whose path and query take parameters, and nothing else of it. */
export interface UrlTemplate {
  /** Scheme, host and port: the same whatever the parameters are. */
  readonly origin: URL;
  /** @param render of one `{{ … }}`. @throws BadParameter */
  fill(render: (expression: string) => string): URL;
}

/** Stands for an expression while an address is taken apart; Unicode has no character there. */
const MARK = '\uFDD0';
const PARTS = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?$/i;

/**
 * Takes the template of an address apart before anything is put in, so that no value can become another part of it.
 * @returns the template, or what is wrong with it.
 */
export function compileUrl(written: string): UrlTemplate | string {
  const pieces = piecesOf(written);
  if (typeof pieces === 'string') return pieces;
  const expressions = pieces.flatMap(({ kind, text }) => (kind === 'expression' ? [text] : []));
  const texts = pieces.flatMap(({ kind, text }) => (kind === 'text' ? [text] : [])).join('');
  if (new RegExp(`[\\s\\p{Cc}\\\\${MARK}]`, 'u').test(texts))
    return 'has a blank, a control character or a backslash in it';
  const outline = pieces.map(({ kind, text }) => (kind === 'text' ? text : MARK)).join('');
  if (outline.includes('#')) return 'has a `#`: what stands behind it is never sent';
  const [whole, scheme = '', authority = '', path = '', query] = PARTS.exec(outline) ?? [];
  if (authority.includes(MARK) || outline.startsWith(MARK))
    return 'takes parameters in segments of its path and in values of its query, not in scheme, user, host or port';
  if (authority.includes('@')) return 'has a user in it: credentials belong under `auth`';
  const origin = whole === undefined ? null : URL.parse(`${scheme}://${authority}`);
  if (!origin) return 'must be an address such as https://api.example.com/v1/jobs/{{ job }}';
  const [, ...segments] = path.split('/');
  if (segments.some((segment) => !segment.includes(MARK) && isDots(decoded(segment))))
    return 'has `.` or `..` as a segment of its path';
  const pairs = query?.split('&') ?? [];
  if (pairs.some((pair) => (pair.split('=')[0] ?? '').includes(MARK)))
    return 'takes parameters in values of its query, not in the names of these';
  return {
    origin,
    fill: (render) => {
      const rest = [...expressions];
      const next = (): Given => {
        const expression = rest.shift() ?? '';
        return { expression, value: render(expression) };
      };
      const filled = segments.map((segment) => segmentOf(segment, next)).map((segment) => `/${segment}`);
      const asked = pairs.map((pair) => replaced(pair, next, encoded)).join('&');
      const url = new URL(
        `${scheme}://${authority}${filled.join('')}${query === undefined ? '' : `?${asked}`}`,
      );
      // Whatever the checks above may have missed: what was written says where it goes.
      if (url.origin !== origin.origin || url.pathname.split('/').length !== Math.max(segments.length, 1) + 1)
        throw new BadParameter('the parameters would change where the address leads');
      return url;
    },
  };
}

interface Given {
  readonly expression: string;
  readonly value: string;
}

function replaced(text: string, next: () => Given, encode: (given: Given) => string): string {
  return text.replaceAll(MARK, () => encode(next()));
}

/** @throws BadParameter when a value cannot be one segment, or a part of one, whoever reads the path. */
function segmentOf(segment: string, next: () => Given): string {
  const values: Given[] = [];
  const result = replaced(segment, next, (given) => {
    values.push(given);
    return forPath(given);
  });
  const [first, ...rest] = segment.split(MARK);
  const plain = rest.reduce(
    (text, literal, n) => text + (values[n]?.value ?? '') + decoded(literal),
    decoded(first ?? ''),
  );
  if (values[0] && isDots(plain)) throw refused(values[0], 'would make `.` or `..` of a segment of the path');
  return result;
}

function forPath(given: Given): string {
  const { value } = given;
  // `/jobs/{{ job }}` with nothing in it is another address: that of all jobs.
  if (value.trim() === '') throw refused(given, 'is empty');
  // As some servers read it: full-width slashes are slashes to them.
  if (/[/\\\p{Cc}]/u.test(value.normalize('NFKC')))
    throw refused(
      given,
      'has a slash, a backslash or a control character, which a segment of a path cannot have',
    );
  // Servers behind servers decode more than once.
  if (/%[0-9a-f]{2}/i.test(value))
    throw refused(given, 'is percent-encoded already: give it as it is, it is encoded where it must be');
  return encoded(given);
}

function encoded({ value, expression }: Given): string {
  try {
    return encodeURIComponent(value);
  } catch {
    throw refused({ value, expression }, 'has half of a character in it');
  }
}

function refused({ expression }: Given, why: string): BadParameter {
  return new BadParameter(`\`${expression}\` in \`url\` ${why}`);
}

function decoded(literal: string): string {
  return literal.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** @returns whether a segment means this folder or the one above, also to servers that cut off what stands behind `;`. */
function isDots(segment: string): boolean {
  return /^\.{1,2}\s*(?:;|$)/.test(segment.normalize('NFKC'));
}
