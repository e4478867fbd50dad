import { formsOf, isMapping, under } from './schema-walk.ts';
import { SECRET_REFERENCE, type SchemaNode } from './json-schema.ts';
import type { Path } from './problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A problem before it has a position. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

export interface Expanded {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

// Shapes of vendors' tokens and of private keys: nothing else begins so.
const TOKEN =
  /\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** @returns whether a secret stands in a text, by what tokens of vendors look like. */
export const holdsToken = (text: string): boolean => TOKEN.test(text);

/**
 * Puts the environment's values in place of `${NAME}` and refuses secrets that stand in the file.
 * `$${NAME}` stays as the text `${NAME}`.
 */
export function expand(
  value: unknown,
  nodes: readonly SchemaNode[],
  env: Environment,
  path: Path = [],
): Expanded {
  const forms = formsOf(nodes, value);
  if (typeof value === 'string') return expandText(value, forms, env, path);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) =>
      expand(item, inherit(forms, under(forms, index)), env, [...path, index]),
    );
    return { value: items.map((item) => item.value), findings: items.flatMap((item) => item.findings) };
  }
  if (!isMapping(value)) return { value, findings: [] };
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, expand(inner, under(forms, key), env, [...path, key])] as const,
  );
  return {
    value: Object.fromEntries(entries.map(([key, inner]) => [key, inner.value])),
    findings: entries.flatMap(([, inner]) => inner.findings),
  };
}

/** A list that is marked as secret has secret items. */
function inherit(list: readonly SchemaNode[], items: readonly SchemaNode[]): readonly SchemaNode[] {
  return list.some((node) => node.secret) ? [...items, { secret: true }] : items;
}

function expandText(text: string, forms: readonly SchemaNode[], env: Environment, path: Path): Expanded {
  const secret = forms.some((form) => form.secret);
  if ((secret && !SECRET_REFERENCE.test(text)) || holdsToken(text)) {
    const name = suggestedName(path);
    const message = `a secret must not stand in the file: put it into the environment and write \${${name}}`;
    return { value: undefined, findings: [{ path, message }] };
  }
  const unset = new Set<string>();
  const value = text.replace(
    /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}/g,
    (whole, escaped: string, name: string) => {
      if (escaped) return whole.slice(1);
      // A platform setting of '' would be no secret at all.
      const set = env[name]?.trim();
      if (!set) unset.add(name);
      return set ?? '';
    },
  );
  const findings = [...unset].map((name) => ({
    path,
    message: `the environment variable ${name} is not set: set it, or remove this setting`,
  }));
  return { value: unset.size ? undefined : value, findings };
}

/** `chat.main-slack.botToken` → `MAIN_SLACK_BOT_TOKEN`. */
function suggestedName(path: Path): string {
  const words = path.filter((part): part is string => typeof part === 'string' && part !== 'chat').slice(-2);
  return words
    .join('_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_')
    .toUpperCase();
}
