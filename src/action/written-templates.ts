import { templateProblem } from './jinja.ts';
import { compileTemplate } from './template.ts';
import { askedFor, type Asked } from './template/names.ts';

/** Something about the settings of an action, and where, from the action's own settings on. */
export interface SettingFinding {
  readonly path: readonly (string | number)[];
  /** What is wrong and what to do. Holds no value that may be secret. */
  readonly message: string;
}

/** What can be said of the settings of an action without running it. */
export interface CheckedSettings {
  /** By which it could never work. */
  readonly problems: readonly SettingFinding[];
  /** What hardly is meant. */
  readonly warnings: readonly SettingFinding[];
}

/** A text that is one name and nothing else, of which the first part is found. */
const PLACEHOLDER = /^\{\{-?\s*(?!(?:true|false|none)\b)([\p{L}_]\w*)[\w.]*\s*-?\}\}$/iu;

/** @param written settings, all of whose texts are templates. @returns those that cannot be used. */
export function brokenTemplates(written: unknown): readonly SettingFinding[] {
  return textsIn(written, []).flatMap(({ path, text }) => {
    const message = templateProblem(text);
    return message === undefined ? [] : [{ path, message }];
  });
}

/**
 * What nothing fills is left out, without a word.
 * @param known names that there are. @returns the placeholders of other names.
 */
export function unfilledPlaceholders(written: unknown, known: readonly string[]): readonly SettingFinding[] {
  return placeholders(written).flatMap(({ path, name }) =>
    known.includes(name) ? [] : [{ path, message: `has {{ ${name} }}, which is no parameter of the action` }],
  );
}

/** @returns the texts that are a placeholder and nothing else, with the name that is to be there. */
export function placeholders(
  written: unknown,
): readonly (Pick<SettingFinding, 'path'> & { readonly name: string })[] {
  return textsIn(written, []).flatMap(({ path, text }) => {
    const [, name] = PLACEHOLDER.exec(text) ?? [];
    return name === undefined ? [] : [{ path, name }];
  });
}

/** @returns what the templates of a tree ask their surroundings for, those that cannot be read left out. */
export function askedIn(written: unknown): readonly (Pick<SettingFinding, 'path'> & Asked)[] {
  return textsIn(written, []).flatMap(({ path, text }) => {
    const template = compileTemplate(text);
    return 'message' in template ? [] : askedFor(template.blocks).map((asked) => ({ path, ...asked }));
  });
}

interface Written {
  readonly path: SettingFinding['path'];
  readonly text: string;
}

function textsIn(value: unknown, path: Written['path']): Written[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item: unknown, n) => textsIn(item, [...path, n]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}
