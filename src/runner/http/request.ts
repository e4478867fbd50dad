import { BadParameter } from '../../action/bad-parameter.ts';
import { filledText, filledTree, type Filling } from '../../action/filling.ts';
import { headerValueProblem } from './header.ts';
import { pairsOf } from './pairs.ts';
import type { HttpSettings } from './settings.ts';
import { compileUrl } from './url.ts';

/** A request as it is sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** By draft-ietf-httpapi-idempotency-key-header. */
const IDEMPOTENCY_HEADER = 'idempotency-key';

/** @throws BadParameter when the parameters cannot stand where they are to. */
export function requestOf(settings: HttpSettings, filling: Filling, idempotencyKey: string): HttpRequest {
  const template = compileUrl(settings.url);
  if (typeof template === 'string') throw new BadParameter(`\`url\` ${template}`);
  const url = template.fill((expression) => filledText(expression, filling));
  const asked = pairsOf(settings.query, filling, 'query')
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
  if (asked !== '') url.search += `${url.search === '' ? '?' : '&'}${asked}`;
  const { type, body } = bodyOf(settings, filling);
  const headers: Record<string, string> = {
    'user-agent': 'Muster',
    ...(type !== undefined && { 'content-type': type }),
  };
  for (const [name, written] of Object.entries(settings.headers))
    headers[name.toLowerCase()] = headerValue(name, filledText(written, filling));
  const key = idempotencyHeaderOf(settings);
  if (key !== undefined) headers[key] = headerValue(key, idempotencyKey);
  return {
    method: settings.method,
    url,
    headers: { ...headers, ...credentials(settings) },
    ...(body !== undefined && { body }),
  };
}

/** @returns the name of the header with the key of the run, in lower case; undefined where there is none. */
function idempotencyHeaderOf({ idempotencyHeader, method, headers }: HttpSettings): string | undefined {
  if (idempotencyHeader === false) return undefined;
  if (idempotencyHeader !== undefined) return idempotencyHeader.toLowerCase();
  const isSet = Object.keys(headers).some((name) => name.toLowerCase() === IDEMPOTENCY_HEADER);
  return ['POST', 'PATCH'].includes(method) && !isSet ? IDEMPOTENCY_HEADER : undefined;
}

function bodyOf(
  { body = {} }: HttpSettings,
  filling: Filling,
): { readonly type?: string; readonly body?: string } {
  const { json, form, text } = body;
  if (json !== undefined)
    return { type: 'application/json', body: JSON.stringify(filledTree(json, filling) ?? null) };
  if (form !== undefined) {
    const pairs = pairsOf(form, filling, 'body.form').map(([name, value]) => [name, value]);
    return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(pairs).toString() };
  }
  return text === undefined ? {} : { type: 'text/plain; charset=utf-8', body: filledText(text, filling) };
}

function headerValue(name: string, value: string): string {
  const problem = headerValueProblem(value);
  if (problem !== undefined) throw new BadParameter(`\`${name}\` in \`headers\` ${problem}`);
  return value;
}

function credentials({ auth = {} }: HttpSettings): Readonly<Record<string, string>> {
  const { bearer, basic, header } = auth;
  if (bearer !== undefined) return { authorization: `Bearer ${bearer}` };
  if (basic) {
    const pair = Buffer.from(`${basic.username}:${basic.password ?? ''}`).toString('base64');
    return { authorization: `Basic ${pair}` };
  }
  if (!header) return {};
  const { name, scheme, value } = header;
  return { [name.toLowerCase()]: scheme === undefined ? value : `${scheme} ${value}` };
}
