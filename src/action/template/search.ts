import type { Budget } from './budget.ts';

/**
 * Finds a text in another by Knuth, Morris and Pratt, in time proportional to both: the engine's own search compares what
 * is looked for anew at each place, and `aaa…b` in a long `aaa…` holds it up for seconds.
 * @param part not empty. @param most occurrences that are wanted.
 * @returns where it stands, from the left, none of them within another.
 */
export function offsetsOf(part: string, text: string, budget: Budget, most = Infinity): readonly number[] {
  budget.read(part);
  budget.read(text);
  if (part.length > text.length) return [];
  const borders = bordersOf(part);
  const offsets: number[] = [];
  let fits = 0;
  for (let at = 0; at < text.length && offsets.length < most; at++) {
    const unit = text.charCodeAt(at);
    while (fits > 0 && part.charCodeAt(fits) !== unit) fits = borders[fits - 1] ?? 0;
    if (part.charCodeAt(fits) === unit) fits++;
    if (fits < part.length) continue;
    budget.spend(1);
    offsets.push(at + 1 - part.length);
    fits = 0;
  }
  return offsets;
}

/** @returns a text cut at each of the first `most` places where a part stands, without it. */
export function partedBy(part: string, text: string, budget: Budget, most = Infinity): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const offset of offsetsOf(part, text, budget, most)) {
    parts.push(text.slice(from, offset));
    from = offset + part.length;
  }
  return [...parts, text.slice(from)];
}

/** @returns for each beginning of a text how much of it stands at its own end as well, and is not all of it. */
function bordersOf(text: string): readonly number[] {
  const borders = [0];
  let fits = 0;
  for (let at = 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    while (fits > 0 && text.charCodeAt(fits) !== unit) fits = borders[fits - 1] ?? 0;
    if (text.charCodeAt(fits) === unit) fits++;
    borders.push(fits);
  }
  return borders;
}
