import { NOTE_LIMIT } from '../incident/command.ts';
import { aboutOf, OBJECT, type About } from './about.ts';
import { groupsOf, simply, WAYS, type Scene } from './ways.ts';
import type { Wish } from './wish.ts';

/** Something that somebody may want to have changed. */
export interface Demand {
  readonly wish: Wish;
  /** Absent when no incident was mentioned. */
  readonly about?: About;
  /** Whether the words can hardly mean anything else. */
  readonly plain: boolean;
}

/** A verb with a condition, or with words that explain. */
export const CONDITION =
  /^(?:if|when|once|unless|until|till|after|before|as soon as|as long as|in case|should)(?= |$)/;
const WITH_MORE = new RegExp(
  `^(?<verb>ack|mitigate|resolve|close|reopen|escalate)(?: (?<object>${OBJECT}))? (?<more>.+)$`,
);

/** @returns what a clause wants to have changed; undefined when that is nothing. */
export function demandOf(scene: Scene): Demand | undefined {
  const { clause, sentence, here } = scene;
  const { said, words, requested, weighed, question } = clause;
  // "would you mind acking 42"
  const asked = requested ? said.replace(/^(\w+)\+ing(?= |$)/, '$1') : said;
  for (const { pattern, wish, plain, here: onlyHere } of WAYS) {
    const match = pattern.exec(asked);
    if (!match || (onlyHere && !here)) continue;
    const groups = groupsOf(match);
    const wanted = wish(groups, scene);
    if (!wanted) continue;
    const about = groups.object === undefined ? undefined : aboutOf(groups.object, sentence.things);
    const summons = wanted.kind === 'call' && 'person' in wanted;
    if (!about && !here && !summons && !NAMED_ALONE.test(asked)) continue;
    if (
      wanted.kind === 'command' &&
      wanted.command.name === 'leave' &&
      /^leave (?:it|this|that|these)$/.test(asked)
    )
      return undefined;
    const surely =
      plain === true &&
      !weighed &&
      (!question || requested) &&
      about?.kind !== 'described' &&
      !/ everyone\b/.test(asked);
    return { wish: wanted, ...(about && { about }), plain: surely };
  }
  const match = WITH_MORE.exec(asked);
  const { verb = '', object, more = '' } = match?.groups ?? {};
  if (!match || (object === undefined && !here)) return undefined;
  const wanted = simply({ verb });
  if (!wanted) return undefined;
  const about = object === undefined ? undefined : aboutOf(object, sentence.things);
  if (CONDITION.test(more)) return { wish: wanted, ...(about && { about }), plain: false };
  // "ack 42 lol" said in another incident's channel is not about that incident.
  if (object === undefined) return undefined;
  const first = words[words.length - more.split(' ').length];
  const note = first ? sentence.raw.slice(first.start).trim() : '';
  const noted = wanted.kind === 'command' && 'note' in { note } && verb !== 'ack' && note;
  return {
    wish: noted
      ? ({ kind: 'command', command: { name: verb, note: note.slice(0, NOTE_LIMIT) } } as Wish)
      : wanted,
    ...(about && { about }),
    plain: false,
  };
}

/** Verbs that need no more words to be a request: outside of an incident's channel they are asked back. */
const NAMED_ALONE = /^(?:ack|mitigate|resolve|reopen|escalate)$/;
