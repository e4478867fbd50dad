import type { Ask } from '../command/ask.ts';
import { searchOf, type Findable } from '../git/term.ts';
import { bare } from './address.ts';

const VERB = '(?:find|search(?: for)?|look for|show(?: me)?|list)';
const CLOSE = '(?:"(?<quoted>[^"]+)"|“(?<curly>[^”]+)”|(?<text>\\S.*))';

const PATTERNS: readonly (readonly [RegExp, Findable])[] = [
  [
    new RegExp(
      `^${VERB}\\s+(?:(?:all|the|any)\\s+)?commits?\\s+(?:that\\s+)?(?:touch(?:ing|ed)?|chang(?:e|ed|ing)|in|to)\\s+(?:the\\s+)?(?:files?|folder|path)?\\s*${CLOSE}$`,
      'i',
    ),
    'file',
  ],
  [new RegExp(`^${VERB}\\s+(?:(?:all|the|any)\\s+)?commits?\\s+(?:by|from|of)\\s+${CLOSE}$`, 'i'), 'author'],
  [
    new RegExp(
      `^who\\s+(?:last\\s+)?(?:changed|touched|edited)\\s+(?:the\\s+file\\s+)?(?<text>\\S*[./]\\S*)$`,
      'i',
    ),
    'file',
  ],
  [
    new RegExp(
      `^${VERB}\\s+(?:(?:all|the|any)\\s+)?commits?\\s+(?:(?:about|with|mentioning|named|called|like)\\s+)?${CLOSE}$`,
      'i',
    ),
    'commit',
  ],
  [
    new RegExp(
      `^(?:find|search(?: for)?|look for)\\s+(?:(?:all|the|any)\\s+)?branch(?:es)?\\s+(?:(?:named|called|like|with|about)\\s+)?${CLOSE}$`,
      'i',
    ),
    'branch',
  ],
  [
    new RegExp(
      `^(?:find|search(?: for)?|look for)\\s+(?:(?:all|the|any)\\s+)?(?:pull|merge)\\s+requests?\\s+(?:(?:about|named|called|like|with|number)\\s+)?#?${CLOSE}$`,
      'i',
    ),
    'pr',
  ],
];

/** @returns the search that a whole sentence asks for: `find commits by ana`, `find pull requests about retries`. */
export function ofSearch(given: string): Extract<Ask, { kind: 'find' }> | undefined {
  const said = bare(given);
  if (!said) return undefined;
  for (const [pattern, by] of PATTERNS) {
    const groups = pattern.exec(said.text)?.groups;
    const text = (groups?.quoted ?? groups?.curly ?? groups?.text)?.trim();
    if (text !== undefined && searchOf(by, text)) return { kind: 'find', by, text };
  }
  return undefined;
}
