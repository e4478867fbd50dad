import { bounded } from '../text/bounded.ts';
import { jsonBounded, jsonBytes } from '../text/json-size.ts';
import { MOST_BYTES } from './size.ts';

/** Entries of one list or object, and how deep they may nest. */
const ENTRIES = 500;
const DEEPEST = 12;
/** Characters of a key. */
const KEY = 200;
/** Which part of the room all but texts may take of what does not fit; and how many bytes in any case. */
const SHAPE = 1 / 2;
const LEAST_SHAPE = 2_000;
/** Bytes of a text of which nothing but the mark that it was cut is left. */
const MARKED = jsonBytes('…');
/** Bytes of the mark alone. */
const MARK = MARKED - 2;

/** What is left of a value where there is not room for all of it. */
export interface Fitted {
  readonly value: unknown;
  /** Names of its entries that are not whole; an empty one where entries are missing. */
  readonly cut: ReadonlySet<string>;
}

type Node =
  | { readonly kind: 'plain'; readonly value: unknown }
  | { readonly kind: 'text'; text: string }
  | { readonly kind: 'list'; readonly items: Node[] }
  | { readonly kind: 'map'; readonly entries: [string, Node][] };

/** Something whose entries have still to find room. */
interface Open {
  readonly node: Extract<Node, { kind: 'list' | 'map' }>;
  readonly value: object;
  readonly depth: number;
  /** Name of the entry of the whole that it is, or is in. */
  readonly within: string | undefined;
}

/**
 * Makes the result of a run fit to be kept in a history and shown. What nests less deep finds room first, and numbers and
 * names before texts: a text is cut where the room ends; entries that find none are left out, as are those that are too
 * many or nest too deep.
 * @param redact takes secrets out of a text. @param most bytes of JSON.
 */
export function fitResult(
  result: unknown,
  redact: (text: string) => string,
  most: number = MOST_BYTES.result,
): unknown {
  return fitted(result, redact, most).value;
}

/** As {@link fitResult}. @returns what is not whole, too. */
export function fitted(result: unknown, redact: (text: string) => string, most: number): Fitted {
  const whole = fittedTo(result, redact, most, Math.max(LEAST_SHAPE, most));
  if (whole.cut.size === 0) return whole;
  return fittedTo(result, redact, most, Math.max(LEAST_SHAPE, most * SHAPE));
}

/** @param shape bytes that all but texts may take of these. */
function fittedTo(result: unknown, redact: (text: string) => string, most: number, shape: number): Fitted {
  const cut = new Set<string>();
  const texts: { readonly node: Extract<Node, { kind: 'text' }>; readonly within: string | undefined }[] = [];
  const open: Open[] = [];
  let left = shape;

  /** @param more bytes that it takes besides its own. @returns undefined where there is no room. */
  function nodeOf(value: unknown, depth: number, within: string | undefined, more: number): Node | undefined {
    const isNested = typeof value === 'object' && value !== null;
    if (isNested && depth >= DEEPEST) {
      cut.add(within ?? '');
      return takes(more + MARKED) ? { kind: 'plain', value: '…' } : undefined;
    }
    if (typeof value === 'string' || typeof value === 'bigint') {
      const text = redact(String(value));
      const least = text.length > MARK ? MARKED : Math.min(MARKED, jsonBytes(text));
      if (!takes(more + least)) return undefined;
      const node = { kind: 'text' as const, text };
      texts.push({ node, within });
      return node;
    }
    // What JSON has no words for is null in a list.
    if (!takes(more + (isNested ? 2 : jsonBytes(value) || 4))) return undefined;
    if (!isNested) return { kind: 'plain', value };
    const node: Open['node'] = Array.isArray(value)
      ? { kind: 'list', items: [] }
      : { kind: 'map', entries: [] };
    open.push({ node, value, depth: depth + 1, within });
    return node;
  }

  function takes(bytes: number): boolean {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  }

  function fill({ node, value, depth, within }: Open): void {
    const isList = node.kind === 'list';
    const all: readonly unknown[] = isList ? (value as readonly unknown[]) : Object.entries(value);
    if (all.length > ENTRIES) cut.add(within ?? '');
    for (let n = 0; n < Math.min(all.length, ENTRIES); n++) {
      const [key, one] = isList ? ['', all[n]] : (all[n] as readonly [string, unknown]);
      // Without its name a value is not found again, and several would become one.
      const name = isList ? '' : bounded(redact(key), KEY);
      const more = (n > 0 ? 1 : 0) + (isList ? 0 : jsonBytes(name) + 1);
      const inner = nodeOf(one, depth, within ?? name, more);
      if (!inner) {
        cut.add(within ?? '');
        return;
      }
      if (isList) node.items.push(inner);
      else node.entries.push([name, inner]);
    }
  }

  const root = nodeOf(result, 0, undefined, 0);
  // Those that it adds come after those that are there.
  for (const next of open) fill(next);

  let room = Math.max(0, most - (shape - left));
  for (const { node, within } of texts) {
    const bytes = jsonBytes(node.text) - 2;
    if (bytes > room + MARK) {
      node.text = jsonBounded(node.text, room + MARK);
      cut.add(within ?? '');
    }
    room = Math.max(0, room - Math.max(0, bytes - MARK));
  }
  return { value: root && assembled(root), cut };
}

function assembled(node: Node): unknown {
  switch (node.kind) {
    case 'plain':
      return node.value;
    case 'text':
      return node.text;
    case 'list':
      return node.items.map(assembled);
    case 'map':
      return Object.fromEntries(node.entries.map(([name, inner]) => [name, assembled(inner)]));
  }
}
