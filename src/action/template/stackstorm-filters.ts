import { withoutEnd } from '../../text/without-end.ts';
import { fromJson, fromYaml, jsonOf, yamlOf } from './data-text.ts';
import { TemplateError } from './error.ts';
import { filter, number, type Filter } from './filter.ts';
import { matches, matchesOf, patternOf, replacedBy } from './pattern.ts';
import { isList, textOf, Undefined, type Value } from './value.ts';

/** What StackStorm puts for none, so that a parameter that is cast comes out as none: its own mark. */
export const NONE_MARK = '%*****__%NONE%__*****%';

const searched = (where: 'anywhere' | 'start'): Filter =>
  filter(['pattern', 'ignorecase'], (value, args, { budget }) =>
    matches(
      patternOf(args.needed('pattern'), args.flag('ignorecase'), budget),
      textOf(value, budget),
      where,
      budget,
    ),
  );

const toJson = (indent: number | undefined): Filter =>
  filter(['indent', 'sort_keys', 'separators'], (value, args, { budget }) => {
    const separators = args.value('separators');
    const wide = args.number('indent') ?? indent;
    return jsonOf(
      value,
      {
        ...(wide !== undefined && { indent: wide }),
        sorted: args.flag('sort_keys'),
        ...(separators !== undefined && isList(separators) && { separators: pair(separators) }),
      },
      budget,
    );
  });

function pair(separators: readonly Value[]): readonly [string, string] {
  const [item, key] = separators;
  if (typeof item === 'string' && typeof key === 'string' && item.length + key.length <= 20)
    return [item, key];
  throw new TemplateError('wrong_kind', '`separators` are two short texts');
}

const fromJsonText = filter([], (value, _, { budget }) => fromJson(textOf(value, budget), budget));
const fromYamlText = filter([], (value, _, { budget }) => fromYaml(textOf(value, budget), budget));

const unsupported = (name: string, why: string): Filter =>
  filter(['rest'], () => {
    throw new TemplateError('unsupported', `\`${name}\` is not supported: ${why}`);
  });

/** StackStorm's own filters: https://docs.stackstorm.com/reference/jinja.html#custom-jinja-filters */
export const STACKSTORM_FILTERS: Readonly<Record<string, Filter>> = {
  regex_match: searched('start'),
  regex_search: searched('anywhere'),
  regex_replace: filter(['pattern', 'replacement', 'ignorecase'], (value, args, { budget }) =>
    replacedBy(
      patternOf(args.needed('pattern'), args.flag('ignorecase'), budget),
      textOf(value, budget),
      args.needed('replacement'),
      budget,
    ),
  ),
  regex_substring: filter(['pattern', 'result_index', 'ignorecase'], (value, args, { budget }) => {
    const pattern = patternOf(args.needed('pattern'), args.flag('ignorecase'), budget);
    const found = matchesOf(pattern, textOf(value, budget), budget).at(args.number('result_index') ?? 0);
    const [all = '', first, ...more] = found?.groups ?? [];
    if (!found) return new Undefined('a match of `regex_substring`');
    return more.length > 0 ? [first ?? '', ...more.map((group) => group ?? '')] : (first ?? all);
  }),
  tojson: toJson(undefined),
  to_json_string: toJson(undefined),
  to_complex: toJson(undefined),
  to_yaml_string: filter(['indent', 'allow_unicode'], (value, args, { budget }) =>
    yamlOf(value, args.number('indent'), budget),
  ),
  from_json_string: fromJsonText,
  json_parse: fromJsonText,
  from_yaml_string: fromYamlText,
  yaml_parse: fromYamlText,
  json_escape: filter([], (value, _, { budget }) => jsonOf(value, {}, budget).replace(/^"+|"+$/g, '')),
  use_none: filter([], (value) => (value === null ? NONE_MARK : value)),
  to_human_time_from_seconds: filter([], (value) => humanTime(number(value, 'to_human_time_from_seconds'))),
  basename: filter([], (value, _, { budget }) => textOf(value, budget).replace(/^.*\//s, '')),
  dirname: filter([], (value, _, { budget }) => {
    const path = textOf(value, budget);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    return /^\/*$/.test(folder) ? folder : withoutEnd(folder, '/');
  }),
  decrypt_kv: unsupported(
    'decrypt_kv',
    'there is no datastore of StackStorm; name a secret in the settings of the action',
  ),
  jsonpath_query: unsupported('jsonpath_query', 'use attributes, `map` and `selectattr`'),
  ...Object.fromEntries(
    [
      'compare',
      'more_than',
      'less_than',
      'equal',
      'match',
      'bump_major',
      'bump_minor',
      'bump_patch',
      'strip_patch',
    ].map((what) => [
      `version_${what}`,
      unsupported(`version_${what}`, 'templates here know nothing of versions'),
    ]),
  ),
};

const UNITS = [
  ['y', 365 * 86_400],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** @param seconds of time that has gone by. @returns it as `2h0m6s`, in whole seconds. */
function humanTime(seconds: number): string {
  if (seconds > 0 && seconds < 1) return `${seconds}\u03BCs`;
  let left = Math.round(seconds);
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return { unit, count };
  });
  const from = parts.findIndex(({ count }) => count > 0);
  return from < 0
    ? '0s'
    : parts
        .slice(from)
        .map(({ unit, count }) => `${count}${unit}`)
        .join('');
}
