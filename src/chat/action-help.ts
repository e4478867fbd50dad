import type { Action } from '../action/action.ts';
import type { Alias } from '../action/alias.ts';
import { displaysOf } from '../action/near-miss.ts';
import { limitsOf } from '../action/limits.ts';
import { fieldsOf } from '../action/parameter-fields.ts';
import { parameterOf } from '../action/parameter.ts';
import { bounded } from '../text/bounded.ts';
import type { Field, Message, Section } from './message.ts';
import type { Span, Text } from './text.ts';

/** Something that somebody may run, and how it is said. */
export interface Runnable {
  readonly alias: Alias;
  readonly action: Action;
}

/** More than so many are listed by their packs alone. */
const LISTED = 40;
/** Most packs that are named. */
const PACKS = 60;
/** Characters of a description, and of what was searched for. */
const ABOUT = 140;

/**
 * @param runnables what the person who asks may run.
 * @param about a pack, an alias, or words that are looked for; without it all is listed.
 */
export function actionHelp(runnables: readonly Runnable[], about?: string): Message {
  if (about !== undefined) {
    const [only] = runnables.filter(({ alias }) => [alias.ref, alias.name].includes(about));
    if (only) return explained(only);
  }
  const found = about === undefined ? runnables : searched(runnables, about);
  if (found.length === 0) return nothing(runnables.length, about);
  const [one, ...others] = found;
  if (one && others.length === 0 && about !== undefined) return explained(one);
  const of = about === undefined ? '' : ` with “${bounded(about, ABOUT)}”`;
  const heading = `You may run ${found.length}${of}`;
  const packs = byPack(found);
  const sections = found.length > LISTED ? [packsAlone(packs)] : packs.map(packed);
  const footnote: Text = [
    { code: '/im run help <word>' },
    ' searches, ',
    { code: `/im run help ${one?.alias.ref ?? ''}` },
    ' explains one.',
  ];
  return { summary: heading, heading, sections: [...sections, { footnote }] };
}

function byPack(runnables: readonly Runnable[]): readonly (readonly [string, readonly Runnable[]])[] {
  const packs = new Map<string, Runnable[]>();
  for (const one of runnables) packs.set(one.alias.pack, [...(packs.get(one.alias.pack) ?? []), one]);
  return [...packs].sort(([a], [b]) => a.localeCompare(b));
}

function searched(runnables: readonly Runnable[], about: string): readonly Runnable[] {
  const inPack = runnables.filter(({ alias }) => alias.pack === about);
  if (inPack.length > 0) return inPack;
  const words = about.toLowerCase().split(/\s+/).filter(Boolean);
  return runnables.filter(({ alias, action }) => {
    const text = [alias.ref, alias.description, action.ref, action.description, ...displaysOf(alias)]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function nothing(all: number, about: string | undefined): Message {
  const text =
    about === undefined || all === 0
      ? 'There is nothing that you may run.'
      : `Nothing that you may run has “${bounded(about, ABOUT)}”.`;
  const footnote: Text =
    all > 0
      ? [{ code: '/im run help' }, ' lists what you may run.']
      : ['Aliases and actions, and who may run them, are set in the configuration.'];
  return { summary: text, sections: [{ text: [text], footnote }] };
}

function packsAlone(packs: readonly (readonly [string, readonly Runnable[]])[]): Section {
  const names = packs.slice(0, PACKS).map(([pack, its]) => `${pack} (${its.length})`);
  const left = packs.length - names.length;
  return {
    text: [
      { bold: 'Packs' },
      `\n${names.join(', ')}${left > 0 ? `, and ${left} more` : ''}`,
      '\n',
      { code: `/im run help ${packs[0]?.[0] ?? ''}` },
      ' lists one.',
    ],
  };
}

function packed([pack, runnables]: readonly [string, readonly Runnable[]]): Section {
  const lines = runnables.flatMap(({ alias }): Span[] => {
    const displays = displaysOf(alias);
    const shown: readonly Span[] =
      displays.length > 0
        ? displays.map((display) => ({ code: `/im run ${display}` }))
        : [{ bold: alias.ref }];
    const about = alias.description === '' ? '' : `  ${bounded(alias.description, ABOUT)}`;
    return shown.flatMap((one, n): Span[] => ['\n', one, n === 0 ? about : '']);
  });
  return { text: [{ bold: pack }, ...lines] };
}

function explained({ alias, action }: Runnable): Message {
  const displays = displaysOf(alias).flatMap((display): Span[] => ['\n', { code: `/im run ${display}` }]);
  const fields = fieldsOf(action.parameters, new Map(), alias.immutable).map(
    ({ name, required, hint, options, initial, secret }): Field => {
      const parameter = parameterOf(action.parameters, name) ?? {};
      const parts = [
        required ? 'must be said' : initial === undefined ? 'may be said' : '',
        ...(initial !== undefined ? [`${bounded(initial, ABOUT)} unless said`] : []),
        ...(options
          ? [`one of ${bounded(options.map((one) => (one === '' ? '""' : one)).join(', '), ABOUT)}`]
          : limitsOf(parameter).map((limit) => bounded(limit, ABOUT))),
        ...(secret ? ['shown to nobody'] : []),
        ...(hint !== undefined ? [bounded(hint, ABOUT)] : []),
      ];
      return { label: name, value: [parts.filter(Boolean).join('; ')] };
    },
  );
  const { approval } = action;
  const small = [`It runs ${action.ref}.`, ...(approval ? ['Somebody else has to approve it.'] : [])];
  return {
    summary: `${alias.ref}: ${alias.description || action.description}`,
    heading: alias.ref,
    sections: [
      { text: [alias.description || action.description, ...displays] },
      { ...(fields.length > 0 && { fields }), footnote: [small.join(' ')] },
    ],
  };
}
