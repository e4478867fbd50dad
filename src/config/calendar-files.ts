import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { valueAt } from './explain.ts';
import { formatPath, type Path, type Problem } from './problem.ts';
import { isMapping } from './schema-walk.ts';
import type { SourceDocument, SourceText } from './sources.ts';
import { tenantParts } from './tenants.ts';

/** What the names of calendars end with. */
export const CALENDAR_FILE = /\.ics$/i;
/** Most characters of a calendar that is part of the configuration. */
export const MOST_CALENDAR_CHARACTERS = 512 * 1024;

/** A calendar that a file of the configuration names. */
interface Mention {
  /** Where it is named. */
  readonly path: Path;
  readonly name: string;
}

/** @returns every calendar that a file names. */
function mentions(value: unknown): Mention[] {
  return tenantParts(value).flatMap(({ path, written }) => {
    const schedules = valueAt(written, ['schedules']);
    return Object.keys(isMapping(schedules) ? schedules : {}).flatMap((id) => {
      const layers = valueAt(schedules, [id, 'layers']);
      return (Array.isArray(layers) ? [...layers.keys()] : []).flatMap((n): Mention[] => {
        const inner = ['layers', n, 'calendar', 'file'];
        const name = valueAt(schedules, [id, ...inner]);
        if (typeof name !== 'string' || !CALENDAR_FILE.test(name)) return [];
        return [{ path: [...path, 'schedules', id, ...inner], name }];
      });
    });
  });
}

/** @returns a file with the calendars that it names put into it, as far as their texts are given. */
function withContents(
  { value, ...document }: SourceDocument['document'],
  texts: ReadonlyMap<string, string>,
) {
  const copy = structuredClone(value);
  for (const { path, name } of mentions(copy)) {
    const calendar = valueAt(copy, path.slice(0, -1));
    const text = texts.get(name);
    // What looks like a variable of the environment is none there.
    if (isMapping(calendar) && text !== undefined) calendar.content = text.replaceAll('${', () => '$${');
  }
  return { ...document, value: copy };
}

export interface ReadCalendars {
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly Problem[];
  /** The calendars themselves. */
  readonly calendars: readonly SourceText[];
  /** Paths of all that are named, also of those that cannot be read. */
  readonly named: readonly string[];
}

/** Reads the calendars that the files of a configuration name, relative to each file. */
export function readCalendars(documents: readonly SourceDocument[]): ReadCalendars {
  const problems: Problem[] = [];
  const read = new Map<string, SourceText>();
  const named = new Set<string>();
  const filled = documents.map((source): SourceDocument => {
    const texts = new Map<string, string>();
    for (const { path, name } of mentions(source.document.value)) {
      const file = resolve(dirname(source.file), name);
      named.add(file);
      try {
        const { text } = read.get(file) ?? { text: textOf(file) };
        read.set(file, { file, text });
        texts.set(name, text);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        const why = code ?? (error instanceof Error ? error.message : String(error));
        problems.push({
          path: formatPath(path),
          file: source.file,
          ...source.document.locate(path),
          message: `the calendar ${name} cannot be read (${why}): correct its name, or create it.`,
        });
      }
    }
    return { ...source, document: withContents(source.document, texts) };
  });
  return { documents: filled, problems, calendars: [...read.values()], named: [...named] };
}

/** Like {@link readCalendars}, of calendars whose texts are given. */
export function givenCalendars(
  documents: readonly SourceDocument[],
  calendars: readonly SourceText[],
): SourceDocument[] {
  const byFile = new Map(calendars.map(({ file, text }) => [join(file), text]));
  return documents.map((source) => {
    const texts = new Map(
      mentions(source.document.value).flatMap(({ name }) => {
        const text = byFile.get(join(dirname(source.file), name));
        return text === undefined ? [] : [[name, text] as const];
      }),
    );
    return { ...source, document: withContents(source.document, texts) };
  });
}

/** @throws Error when it cannot be read, or is none that anybody means. */
function textOf(file: string): string {
  // A calendar is small; what is not may be anything.
  if (statSync(file).size > 4 * MOST_CALENDAR_CHARACTERS) throw new Error('it is too large');
  return readFileSync(file, 'utf8');
}
