import { DEFAULT_TENANT } from '../incident/id.ts';
import { valueAt } from './explain.ts';
import type { Finding } from './expand.ts';
import type { Path } from './problem.ts';
import { isMapping } from './schema-walk.ts';

/** One tenant's part of a file as written. */
export interface TenantPart {
  readonly tenant: string;
  /** Where it stands in the file: nowhere for the default tenant, whose part is the file itself. */
  readonly path: Path;
  readonly written: unknown;
}

/** @returns the parts of a file, the default tenant's first; what has not the form of a part is left out. */
export function tenantParts(file: unknown): TenantPart[] {
  const tenants = valueAt(file, ['tenants']);
  const others = isMapping(tenants) ? Object.entries(tenants) : [];
  return [
    { tenant: DEFAULT_TENANT, path: [], written: file },
    ...others.map(([tenant, written]) => ({ tenant, path: ['tenants', tenant], written })),
  ];
}

/** @returns the findings of a part as findings of the file. */
export function within(path: Path, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
}

/** Settings by which a platform knows a bot: it hands what comes to any connection of that bot. */
const OF_A_BOT = ['botToken', 'appToken'] as const;

/** @returns the bots that more than one tenant has: what is done at one of them would come to another. */
function sharedBots(file: unknown): Finding[] {
  const owners = new Map<string, { readonly tenant: string; readonly instance: string }>();
  return tenantParts(file).flatMap(({ tenant, path, written }) => {
    const chat = valueAt(written, ['chat']);
    return Object.keys(isMapping(chat) ? chat : {}).flatMap((instance) =>
      OF_A_BOT.flatMap((name): Finding[] => {
        const token = valueAt(chat, [instance, name]);
        if (typeof token !== 'string' || token === '') return [];
        const owner = owners.get(token);
        if (!owner) owners.set(token, { tenant, instance });
        if (!owner || owner.tenant === tenant) return [];
        const message = `is also that of chat.${owner.instance} of the tenant ${owner.tenant}: give each tenant a bot of its own`;
        return [{ path: [...path, 'chat', instance, name], message }];
      }),
    );
  });
}

/** Sections whose keys are part of public addresses, with what one entry is called. */
const IN_ADDRESSES = [
  ['chat', 'instance'],
  ['integrations', 'integration'],
] as const;

/** @returns what two tenants may not have in common. */
export function checkTenants(file: unknown): Finding[] {
  const findings: Finding[] = sharedBots(file);
  const owners = new Map<string, string>();
  for (const { tenant, path, written } of tenantParts(file)) {
    if (path.length > 0 && tenant === DEFAULT_TENANT) {
      const message = `"${DEFAULT_TENANT}" is the tenant of the sections outside \`tenants\`: choose another name`;
      findings.push({ path, message });
    }
    if (path.length > 0 && valueAt(written, ['access', 'anonymousReading']) === true) {
      const message = 'can be true for the default tenant alone: who reads without a token shows no other';
      findings.push({ path: [...path, 'access', 'anonymousReading'], message });
    }
    for (const [section, what] of IN_ADDRESSES) {
      const entries = valueAt(written, [section]);
      for (const name of isMapping(entries) ? Object.keys(entries) : []) {
        const owner = owners.get(`${section}.${name}`);
        if (owner === undefined) owners.set(`${section}.${name}`, tenant);
        else {
          const message = `is also the name of an ${what} of the tenant ${owner}: names are part of public addresses, so each is given once`;
          findings.push({ path: [...path, section, name], message });
        }
      }
    }
  }
  return findings;
}
