/** A mark, and right behind it a word: `!important` and `!google StackStorm`, but neither `!= 3` nor `!!!`. */
const EXCLAIMED = /^\s*!(?=[\p{L}\p{N}])(.+)$/su;

/** @returns what stands behind the `!` with which a message begins, as StackStorm's users call an alias; undefined without one. */
export function exclaimed(text: string): string | undefined {
  return EXCLAIMED.exec(text)?.[1]?.trim();
}
