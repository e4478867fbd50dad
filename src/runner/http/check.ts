import { isUnset } from '../../inbox/unset.ts';
import { checkAddress, ForbiddenAddress } from '../../outbound/public-address.ts';
import { isRepeatable } from './failure.ts';
import { piecesOf } from './pieces.ts';
import { mayReach } from './send.ts';
import type { HttpSettings } from './settings.ts';
import { compileUrl } from './url.ts';

/** Something that is wrong with the settings of an action, and where, from the action's own settings on. */
export interface HttpFinding {
  readonly path: readonly (string | number)[];
  /** What is wrong and what to do. Holds no value. */
  readonly message: string;
}

/** What can be said of an action that is an HTTP request without sending it. */
export interface CheckedHttp {
  /** By which it could never work. */
  readonly problems: readonly HttpFinding[];
  /** What hardly is meant. */
  readonly warnings: readonly HttpFinding[];
}

/** By what is looked at templates; without it they are not. */
export interface TemplateCheck {
  /** @returns why a template cannot be used; undefined when it can. */
  readonly wrongIn: (template: string) => string | undefined;
  /** Names that the action's own schema has. */
  readonly parameters: readonly string[];
}

/** Looks at settings that the schema has taken. */
export function checkHttp(settings: HttpSettings, templates?: TemplateCheck): CheckedHttp {
  const problems = [...wrongAddress(settings), ...wrongBody(settings), ...severalOf(settings)];
  const warnings = [...vainRetry(settings), ...glued(settings)];
  if (!templates) return { problems, warnings };
  const { wrongIn, parameters } = templates;
  return {
    problems: [...problems, ...broken(settings, wrongIn)],
    warnings: [...warnings, ...unfilled(settings, parameters)],
  };
}

/** A text that is one placeholder and nothing else, and the name that it begins with. */
const PLACEHOLDER = /^\{\{-?\s*(?!(?:true|false|none)\b)([\p{L}_]\w*)[\w.]*\s*-?\}\}$/iu;

function wrongAddress({ url, privately, hosts }: HttpSettings): HttpFinding[] {
  const template = compileUrl(url);
  if (typeof template === 'string') return [{ path: ['url'], message: template }];
  // Whatever stands for a variable that is not set says nothing.
  if (isUnset(url)) return [];
  const { origin } = template;
  const findings: HttpFinding[] = [];
  if (hosts && !mayReach(hosts, origin.hostname))
    findings.push({ path: ['url'], message: 'names a host that is none of `hosts`: add it there' });
  try {
    if (!privately) checkAddress(origin);
  } catch (error) {
    if (!(error instanceof ForbiddenAddress)) throw error;
    const message = `cannot be reached, as ${error.message}: set \`privately: true\` if the action may go there`;
    findings.push({ path: ['url'], message });
  }
  return findings;
}

function wrongBody({ method, body }: HttpSettings): HttpFinding[] {
  if (!body) return [];
  const findings: HttpFinding[] = [];
  if (method === 'GET' || method === 'HEAD')
    findings.push({
      path: ['body'],
      message: `is sent with no ${method}: use \`query\`, or the method POST`,
    });
  const { json, form, text } = body;
  if ([json, form, text].filter((one) => one !== undefined).length !== 1)
    findings.push({ path: ['body'], message: 'must have one of json, form and text' });
  return findings;
}

/** What is one thing, and is said more than once or not at all. */
function severalOf({ auth, headers, idempotencyHeader }: HttpSettings): HttpFinding[] {
  const findings: HttpFinding[] = [];
  if (auth && [auth.bearer, auth.basic, auth.header].filter((one) => one !== undefined).length !== 1)
    findings.push({ path: ['auth'], message: 'must have one of bearer, basic and header' });
  const own = [auth?.header?.name, idempotencyHeader].filter((one) => typeof one === 'string');
  const names = [...own, ...Object.keys(headers)].map((name) => name.toLowerCase());
  for (const name of Object.keys(headers))
    if (names.indexOf(name.toLowerCase()) !== names.lastIndexOf(name.toLowerCase()))
      findings.push({
        path: ['headers', name],
        message: 'is said more than once, in whatever case: leave one',
      });
  return findings;
}

function vainRetry(settings: HttpSettings): HttpFinding[] {
  const { method, retry, idempotencyHeader } = settings;
  if (idempotencyHeader !== undefined || isRepeatable(settings)) return [];
  if (!retry.on.includes('5xx') || retry.attempts === 1) return [];
  const message = `a ${method} that may have been carried out is not tried again: set \`repeatable: true\` or name \`idempotencyHeader\` where the server knows what comes twice, or \`retry.attempts: 1\``;
  return [{ path: ['retry'], message }];
}

/** A parameter that is put between quotes of JSON can end them. */
function glued({ body }: HttpSettings): HttpFinding[] {
  const { text } = body ?? {};
  if (text === undefined || !/^\s*[[{]/.test(text)) return [];
  const pieces = piecesOf(text);
  if (typeof pieces !== 'string' && pieces.every(({ kind }) => kind === 'text')) return [];
  return [
    {
      path: ['body', 'text'],
      message: 'looks like JSON: write it under `json`, where no parameter can break it',
    },
  ];
}

/** A text of the settings that is a template. */
interface Written {
  readonly path: HttpFinding['path'];
  readonly text: string;
}

function broken(
  { url, query, headers, body }: HttpSettings,
  wrongIn: TemplateCheck['wrongIn'],
): HttpFinding[] {
  return textsIn({ url, query, headers, body }, []).flatMap(({ path, text }) => {
    const message = wrongIn(text);
    return message === undefined ? [] : [{ path, message }];
  });
}

/** What nothing fills is left out, without a word. */
function unfilled({ query, body }: HttpSettings, parameters: readonly string[]): HttpFinding[] {
  const { json, form } = body ?? {};
  return textsIn({ query, body: { json, form } }, []).flatMap(({ path, text }) => {
    const [, name] = PLACEHOLDER.exec(text) ?? [];
    if (name === undefined || name === 'secrets' || parameters.includes(name)) return [];
    return [{ path, message: `has {{ ${name} }}, which is no parameter of the action` }];
  });
}

function textsIn(value: unknown, path: Written['path']): Written[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item: unknown, n) => textsIn(item, [...path, n]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}
