import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { unbounded } from './alias.ts';
import type { Path, Problem } from './problem.ts';

/** A YAML text, read, with the position of everything in it. */
export interface ReadDocument {
  /** Plain data; undefined when the text is no YAML. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** @returns where the value at a path stands, or where the nearest thing around it begins; with `key`, its key. */
  locate(path: Path, what?: 'key' | 'value'): Pick<Problem, 'line' | 'column'>;
}

/** The parser goes down into lists and maps by recursion, and has no other bound than the engine's; all else follows. */
const TOO_DEEP = 'Maximum call stack';

/** Reads one YAML 1.2 document; an empty one is an empty map. */
export function readDocument(text: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const position = (offset: number): Pick<Problem, 'line' | 'column'> => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const found = [...document.errors, ...document.warnings];
  const tooDeep = found.find(({ message }) => message.startsWith(TOO_DEEP));
  const problems: Problem[] = (tooDeep ? [tooDeep] : found).map(({ code, pos, message }) => ({
    path: '',
    ...position(pos[0]),
    message: tooDeep
      ? 'lists and maps stand in each other too deep.'
      : code === 'DUPLICATE_KEY'
        ? `${keyAt(text, pos[0])} stands here for the second time: give each its own name, or remove one.`
        : `${message.replace(/\.$/, '')}.`,
  }));
  return {
    ...(problems.length ? { value: undefined, problems } : plainValue(document, position)),
    locate: (path, what = 'value') => position(offsetOf(document, path, what)),
  };
}

/** @returns the key that begins at an offset of a text, in quotes. */
function keyAt(text: string, offset: number): string {
  const [, key] = /^["']?([\w./-]{1,100})/.exec(text.slice(offset, offset + 200)) ?? [];
  return key === undefined ? 'a key' : `"${key}"`;
}

function plainValue(
  document: Document.Parsed,
  position: (offset: number) => Pick<Problem, 'line' | 'column'>,
): Pick<ReadDocument, 'value' | 'problems'> {
  const refused = unbounded(document.contents);
  if (refused) {
    const problem = { path: '', ...position(refused.offset), message: `${refused.message}.` };
    return { value: undefined, problems: [problem] };
  }
  try {
    // The library's own count of aliases refuses an honest file, and lets empty lists multiply.
    return { value: (document.toJS({ maxAliasCount: -1 }) as unknown) ?? {}, problems: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { value: undefined, problems: [{ path: '', line: 1, column: 1, message: `${reason}.` }] };
  }
}

function offsetOf(document: Document.Parsed, path: Path, what: 'key' | 'value'): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(part),
      );
      const key = pair?.key as Node | undefined;
      if (!pair) return offset;
      const wantsKey = what === 'key' && depth === path.length - 1;
      next = pair.value;
      offset = (wantsKey ? undefined : startOf(next)) ?? key?.range?.[0] ?? offset;
    } else if (isSeq(node)) {
      next = node.items[Number(part)];
      offset = startOf(next) ?? offset;
    } else return offset;
    node = next as Node | null | undefined;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  // An alias stands where it is written; a value that is absent stands where its key does.
  if (isScalar(node) && node.value === null && !node.source) return undefined;
  return (node as Node | null | undefined)?.range?.[0];
}
