import type { Redact } from '../access/redact.ts';
import type { Permission } from '../access/permission.ts';
import type { Config } from '../config/config.ts';
import { differences, type Change } from '../config/difference.ts';
import { effectsOf, type Effects } from '../config/effects.ts';
import { valueAt } from '../config/explain.ts';
import type { Checked } from '../config/load.ts';
import type { Path, Problem } from '../config/problem.ts';
import { isMapping } from '../config/schema-walk.ts';
import type { SourceText } from '../config/sources.ts';
import type { Standing } from '../config/standing.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import type { ConfigurationStore, ConfigurationVersion } from '../mongo/configuration-store.ts';
import type { Override } from '../oncall/override.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import { madeInChat, type ChatStores, type MadeInChat, type Touched } from './made-in-chat.ts';
import type { Operations } from './operations.ts';
import { HttpRefusal } from './refusal-table.ts';
import { createTrail, type TrailDependencies } from './trail.ts';

/** Which of two that contradict each other holds: what was made in chat, or the configuration. */
export type Take = 'file' | 'chat';

/** A configuration that somebody wants: its files, or an earlier version by its number. */
export type Wanted =
  { readonly files: readonly SourceText[]; readonly source: string } | { readonly version: number };

/** What would come of a configuration. */
export interface Plan {
  /** What it is compared with. */
  readonly base: Pick<Standing, 'version' | 'number' | 'managed'>;
  /** Hash of the wanted configuration. */
  readonly version: string;
  readonly changes: readonly Pick<Change, 'kind' | 'text' | 'path'>[];
  readonly effects: Effects;
  /** Open incidents: each keeps the policy, targets and channels with which it was declared. */
  readonly openIncidents: number;
  readonly made: readonly MadeInChat[];
  readonly warnings: readonly Problem[];
}

/** What came of it. */
export interface Applied extends Plan {
  readonly number: number;
  /** Why the server that was asked could not take it up itself; the version before stays in force there. */
  readonly refused?: string;
}

export interface ConfigurationDependencies extends TrailDependencies {
  readonly operations: Pick<Operations, 'permitted'>;
  readonly config: () => Config;
  readonly standing: () => Standing;
  /** @returns the configuration in force as it is written, as JSON. */
  readonly written: () => string;
  /** Has this server take up a new version at once. */
  readonly look: () => Promise<void>;
  readonly store: ConfigurationStore;
  readonly made: ChatStores;
  readonly overrides: (tenant: string, schedule: string) => Promise<readonly Override[]>;
  /** @returns how many incidents are open, of all tenants. */
  readonly openIncidents: () => Promise<number>;
  /** Checks files as this server would take them up. */
  readonly checkFiles: (files: readonly SourceText[], source: string) => Checked;
  /** Checks a configuration without files. */
  readonly checkWritten: (written: unknown, source: string) => Checked;
  readonly redact: Redact;
}

const OF_FILES =
  'This Muster takes its configuration from files: change those, and they take effect. To apply configurations start all servers and workers with MUSTER_CONFIG_MODE=managed.';

/** What is wanted, checked, with what is known of its consequences. */
interface Prepared {
  readonly plan: Plan;
  readonly written: string;
  readonly source: string;
  readonly touched: readonly Touched[];
}

/** Plans, applies and shows configurations: those of all tenants, for who runs Muster. */
export function createConfigurations(deps: ConfigurationDependencies) {
  const trail = createTrail(deps);

  async function forbidden(caller: Caller, permission: Permission): Promise<Denied | undefined> {
    const denied = await deps.operations.permitted(caller, permission);
    if (denied || caller.tenant === DEFAULT_TENANT) return denied;
    return { denied: 'not_permitted', message: 'The configuration is that of who runs Muster: ask them.' };
  }

  function clean(text: string): string {
    return deps.redact(text);
  }

  async function checkedOf(wanted: Wanted): Promise<Checked> {
    if ('files' in wanted) return deps.checkFiles(wanted.files, wanted.source);
    const kept = await deps.store.find(wanted.version);
    if (!kept)
      throw new HttpRefusal('not_found', `There is no version ${wanted.version} of the configuration.`);
    return deps.checkWritten(JSON.parse(kept.written), `version ${kept.number}`);
  }

  /** @throws HttpRefusal `invalid` with every problem. */
  async function prepare(wanted: Wanted, take: Take | undefined): Promise<Prepared> {
    let checked = right(await checkedOf(wanted));
    const before = { config: deps.config(), written: JSON.parse(deps.written()) as unknown };
    const sideOf = ({ config, written }: Right) => ({ config, written: JSON.parse(written) as unknown });
    const now = deps.now();
    let touched = await madeInChat(deps.made, before, sideOf(checked), now);
    if (take === 'chat') {
      const kept = structuredClone(sideOf(checked).written);
      for (const { at } of touched.filter(({ conflict }) => conflict))
        put(kept, at, valueAt(before.written, at));
      checked = right(deps.checkWritten(kept, checked.source));
      touched = await madeInChat(deps.made, before, sideOf(checked), now);
    }
    const { version, number, managed } = deps.standing();
    const plan: Plan = {
      base: { version, managed, ...(number !== undefined && { number }) },
      version: checked.config.version,
      changes: differences(before.written, sideOf(checked).written).map(({ path, kind, text }) => ({
        path,
        kind,
        text: clean(text),
      })),
      effects: await effectsOf(before.config, checked.config, deps.overrides, now),
      openIncidents: await deps.openIncidents(),
      made: touched.map(({ tenant, path, text, conflict }) => ({
        tenant,
        path,
        text: clean(text),
        conflict,
      })),
      warnings: checked.warnings,
    };
    return { plan, written: checked.written, source: checked.source, touched };
  }

  return {
    /** @returns what a configuration would change. @throws HttpRefusal when it is wrong. */
    async plan(caller: Caller, wanted: Wanted, take?: Take): Promise<Plan | Denied> {
      return (await forbidden(caller, 'plan')) ?? (await prepare(wanted, take)).plan;
    },

    /**
     * Brings a configuration into force on all servers and workers.
     * @param base number of the version that it was compared with: when it is not the newest, nothing is changed.
     * @throws HttpRefusal when it is wrong.
     */
    apply: (caller: Caller, wanted: Wanted, base: number, take?: Take): Promise<Applied | Denied> =>
      trail.attempt(
        caller,
        { action: 'apply' },
        async () => {
          const denied = await forbidden(caller, 'apply');
          if (denied) return denied;
          if (!deps.standing().managed) return { denied: 'impossible', message: OF_FILES };
          const { plan, written, source, touched } = await prepare(wanted, take);
          const conflicts = touched.filter(({ conflict }) => conflict);
          if (conflicts.length > 0 && take !== 'file') return unresolved(conflicts);
          const { number = 0 } = plan.base;
          const how = 'version' in wanted ? 'rollback' : 'apply';
          const { version } = plan;
          const added =
            number === base &&
            (await deps.store.add(base, {
              version,
              written,
              source,
              how,
              by: caller.person,
              at: deps.now(),
            }));
          if (!added) {
            const message = `The configuration was changed meanwhile: it is no longer version ${base}. Plan again, and look at what changed.`;
            return { denied: 'impossible', message };
          }
          for (const { end } of conflicts) await end();
          await deps.look();
          const standing = deps.standing();
          const refused = standing.version === version ? undefined : standing.refused?.reason;
          return { ...plan, number: base + 1, ...(refused !== undefined && { refused }) };
        },
        { about: ({ number }) => `configuration ${number}` },
      ),

    /** @returns the newest versions, without what stands in them. */
    async versions(caller: Caller, limit: number): Promise<readonly ConfigurationVersion[] | Denied> {
      return (await forbidden(caller, 'plan')) ?? (await deps.store.list(limit));
    },

    /** @param named number or hash of a version. @param against number of one to compare it with; without it the one before. */
    async version(
      caller: Caller,
      named: string,
      against?: number,
    ): Promise<{ version: ConfigurationVersion; changes: readonly Change[] } | Denied> {
      const denied = await forbidden(caller, 'plan');
      if (denied) return denied;
      const version = await found(named);
      if (!version)
        return { denied: 'not_found', message: `There is no version ${named} of the configuration.` };
      const other = await deps.store.find(against ?? version.number - 1);
      if (against !== undefined && !other)
        return { denied: 'not_found', message: `There is no version ${against} of the configuration.` };
      const read = (one: ConfigurationVersion): unknown => JSON.parse(one.written);
      const changes = other ? differences(read(other), read(version)) : [];
      return { version, changes: changes.map((change) => ({ ...change, text: clean(change.text) })) };
    },
  };

  async function found(named: string): Promise<ConfigurationVersion | undefined> {
    if (/^\d{1,9}$/.test(named)) return deps.store.find(Number(named));
    return (await deps.store.list(LOOKED_BACK)).find(({ version }) => version === named);
  }
}

export type Configurations = ReturnType<typeof createConfigurations>;

/** How many versions are looked through for one that is named by its hash, as incidents name theirs. */
const LOOKED_BACK = 200;

type Right = Required<Pick<Checked, 'config' | 'written'>> & Checked;

/** @throws HttpRefusal with every problem. */
function right(checked: Checked): Right {
  const { config, written, source, problems } = checked;
  if (config && written !== undefined) return { ...checked, config, written };
  const detail = `${source} has ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}.`;
  throw new HttpRefusal('invalid', detail, {
    problems: problems.map((problem) => ({ file: source, ...problem })),
  });
}

function unresolved(conflicts: readonly Touched[]): Denied {
  const lines = conflicts.map(({ path, text }) => `${path}: ${text}`);
  const message = `What was made in chat contradicts the configuration: ${lines.join('; ')}. Take the file, which ends what was made in chat, or chat, which leaves the file's part out (--take file, --take chat).`;
  return { denied: 'impossible', message };
}

/** Puts a value where a path says, or takes away what is there. */
function put(root: unknown, path: Path, value: unknown): void {
  let at = root;
  for (const part of path.slice(0, -1)) {
    if (!isMapping(at)) return;
    if (at[String(part)] === undefined && value !== undefined) at[String(part)] = {};
    at = at[String(part)];
  }
  const last = String(path.at(-1));
  if (!isMapping(at)) return;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
}
