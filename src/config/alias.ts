import { isAlias, isCollection, isNode, isPair } from 'yaml';

/** Why a document is not made into plain values, and the offset in the text at which that stands. */
export interface Unbounded {
  readonly offset: number;
  readonly message: string;
}

interface Extent {
  readonly size: number;
  readonly height: number;
}

const MOST_BY_ALIAS = 100_000;
const DEEPEST = 100;
const FLAT: Extent = { size: 1, height: 0 };

/**
 * Follows the aliases of a YAML document before its values are made, in one walk that visits each node once.
 * @param root the document's contents.
 * @returns the first place that would make values without end, too many or too deep; undefined when there is none.
 */
export function unbounded(root: unknown): Unbounded | undefined {
  // YAML 1.2.2, 7.1: an alias means the last node before it that has the anchor. One that is still open is around it.
  const anchors = new Map<string, Extent | 'open'>();
  let found: Unbounded | undefined;
  let byAlias = 0;

  const refuse = (node: unknown, message: string): Extent => {
    found ??= { offset: (isNode(node) ? node.range?.[0] : undefined) ?? 0, message };
    return FLAT;
  };
  const extentOfAlias = (node: unknown, name: string, depth: number): Extent => {
    const target = anchors.get(name);
    if (target === undefined) return refuse(node, `the alias *${name} has no anchor &${name} before it`);
    if (target === 'open') {
      return refuse(node, `the alias *${name} stands inside what it repeats: that would never end`);
    }
    byAlias += target.size;
    if (byAlias > MOST_BY_ALIAS) {
      return refuse(node, `with the alias *${name}, aliases make more than ${MOST_BY_ALIAS} values`);
    }
    return depth + target.height > DEEPEST ? refuse(node, TOO_DEEP) : target;
  };
  const extentOf = (node: unknown, depth: number): Extent => {
    if (found) return FLAT;
    if (isPair(node)) {
      const [key, value] = [extentOf(node.key, depth), extentOf(node.value, depth)];
      return { size: key.size + value.size, height: Math.max(key.height, value.height) };
    }
    if (isAlias(node)) return extentOfAlias(node, node.source, depth);
    if (depth > DEEPEST) return refuse(node, TOO_DEEP);
    const anchor = isNode(node) && 'anchor' in node ? node.anchor : undefined;
    if (!isCollection(node)) {
      if (anchor !== undefined) anchors.set(anchor, FLAT);
      return FLAT;
    }
    if (anchor !== undefined) anchors.set(anchor, 'open');
    let [size, height] = [1, 0];
    for (const item of node.items) {
      const extent = extentOf(item, depth + 1);
      size += extent.size;
      height = Math.max(height, extent.height + 1);
    }
    if (anchor !== undefined) anchors.set(anchor, { size, height });
    return { size, height };
  };
  extentOf(root, 0);
  return found;
}

const TOO_DEEP = `lists and maps stand in each other more than ${DEEPEST} deep`;
