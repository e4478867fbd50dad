import type { Action } from '../../src/action/action.ts';
import type { Alias } from '../../src/action/alias.ts';
import type { Catalogue } from '../../src/action/catalogue.ts';
import { compileFormat, type Format } from '../../src/action/format.ts';
import { catalogueOf as madeOf } from '../../src/config/catalogue.ts';

/** What can be run: an action and the alias for it, by the same name. */
export type Entry = Partial<Omit<Action, 'ref'>> & {
  readonly formats: readonly string[];
  readonly immutable?: Alias['immutable'];
};

function formatOf(written: string): Format {
  const format = compileFormat(written);
  if ('message' in format) throw new Error(`${written}: ${format.message}`);
  return format;
}

/** @param entries by `<pack>.<name>`. @returns what they make up, as the configuration would. */
export function catalogueOf(entries: Readonly<Record<string, Entry>>): Catalogue {
  const actions = new Map<string, Action>();
  const aliases = new Map<string, Alias>();
  for (const [ref, { formats, immutable = {}, ...action }] of Object.entries(entries)) {
    const [pack = '', name = ''] = ref.split('.');
    const description = action.description ?? `Does ${name}`;
    actions.set(ref, {
      enabled: true,
      parameters: {},
      runner: { kind: 'command', settings: {} },
      access: { roles: [] },
      notify: {},
      timeoutMs: 60_000,
      attempts: 1,
      retryMs: 1_000,
      ...action,
      description,
      ref,
    });
    aliases.set(ref, {
      ref,
      pack,
      name,
      description,
      enabled: true,
      action: ref,
      formats: formats.map((written) => ({ display: written, representations: [formatOf(written)] })),
      ack: { enabled: true, appendUrl: true, extra: {} },
      result: { enabled: true, extra: {} },
      immutable,
    });
  }
  return madeOf(actions, [...aliases.values()]);
}
