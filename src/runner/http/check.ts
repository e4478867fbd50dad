import {
  brokenTemplates,
  unfilledPlaceholders,
  type CheckedSettings,
  type SettingFinding,
} from '../../action/written-templates.ts';
import { isUnset } from '../../inbox/unset.ts';
import { checkAddress, ForbiddenAddress } from '../../outbound/public-address.ts';
import { isRepeatable } from './failure.ts';
import { piecesOf } from './pieces.ts';
import { mayReach } from './send.ts';
import type { HttpSettings } from './settings.ts';
import { compileUrl } from './url.ts';

/**
 * Looks at settings that the schema has taken.
 * @param parameters names that the action's own schema has; without them it is not looked whether others are named.
 */
export function checkHttp(settings: HttpSettings, parameters?: readonly string[]): CheckedSettings {
  const { url, query, headers, body } = settings;
  const { json, form } = body ?? {};
  return {
    problems: [
      ...wrongAddress(settings),
      ...wrongBody(settings),
      ...severalOf(settings),
      ...brokenTemplates({ url, query, headers, body }),
    ],
    warnings: [
      ...vainRetry(settings),
      ...glued(settings),
      ...(parameters
        ? unfilledPlaceholders({ query, body: { json, form } }, [...parameters, 'secrets'])
        : []),
    ],
  };
}

function wrongAddress({ url, privately, hosts }: HttpSettings): SettingFinding[] {
  const template = compileUrl(url);
  if (typeof template === 'string') return [{ path: ['url'], message: template }];
  // Whatever stands for a variable that is not set says nothing.
  if (isUnset(url)) return [];
  const { origin } = template;
  const findings: SettingFinding[] = [];
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

function wrongBody({ method, body }: HttpSettings): SettingFinding[] {
  if (!body) return [];
  const findings: SettingFinding[] = [];
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
function severalOf({ auth, headers, idempotencyHeader }: HttpSettings): SettingFinding[] {
  const findings: SettingFinding[] = [];
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

function vainRetry(settings: HttpSettings): SettingFinding[] {
  const { method, retry, idempotencyHeader } = settings;
  if (idempotencyHeader !== undefined || isRepeatable(settings)) return [];
  if (!retry.on.includes('5xx') || retry.attempts === 1) return [];
  const message = `a ${method} that may have been carried out is not tried again: set \`repeatable: true\` or name \`idempotencyHeader\` where the server knows what comes twice, or \`retry.attempts: 1\``;
  return [{ path: ['retry'], message }];
}

/** A parameter that is put between quotes of JSON can end them. */
function glued({ body }: HttpSettings): SettingFinding[] {
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
