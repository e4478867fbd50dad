import type { Sentence, Word } from './sentence.ts';

/** What a bare number behind it may be an incident of. */
const BEFORE =
  /^(?:ack|put|place|hold|resume|resolve|close|mitigate|reopen|escalate|join|leave|assign|severity|make|set|mark|rename|summarise|summary|status|show|list|on|of|for|about|with|in|into|to|from|and|or|is|was|has|have|did|are|can|if|whether|take|took|grab|handle|give|number|no|nr|see|check|out|up|off|at|looking|update|note|open|raise|lower|bump|downgrade|upgrade|that|should|not|inc~\d+|num~\d+|me|again|got|owns|own|running|run|think|guess|leads|handles|timeline|responders|recap|help|title)(?:\+\w+)?$/;

/** What may follow a number that is an incident: a count is followed by what it counts. */
const AFTER =
  /^(?:[?!.,;:…]|is|was|were|has|had|been|be|to|as|and|or|but|for|now|if|when|once|unless|because|since|until|before|after|so|still|yet|doing|going|about|again|instead|first|please|pls|plz|thanks|thx|status|summary|timeline|can|could|should|already|someone|a|an|right|sev~\d+|person~\d+|me|too|over|next|it|we|they|the|this|that|i|due|from|with|at|on|off|alone|asap|look|sorry|will|looking|not|getting|muster|@muster|cheers|ty|num~\d+|title|immediately|up|time~\d+|here|in)$|^(?:ack|resolve|close|mitigate|reopen|escalate|assign|declare|join)(?:\+\w+)?$/;

/** Words that make a number behind a preposition something else. */
const NOT_BEFORE =
  /^(?:version|room|page|step|floor|port|line|host|build|release|than|least|most|by|number~)$/;

/**
 * Tells which bare numbers are incidents, by the words around them: "ack 42", "who is on 42?", but not "42 people".
 * @returns the sentence with them as `inc~n`.
 */
export function withIncidentNumbers(sentence: Sentence): Sentence {
  const { words } = sentence;
  const isIncident = (at: number): boolean => {
    const [before, after] = [words[at - 1]?.text, words[at + 1]?.text];
    if (after !== undefined && !AFTER.test(after)) return false;
    if (
      before === undefined ||
      /^[?!.,;:…]$/.test(before) ||
      /^(?:muster|@muster|please|pls|hey|hi|ok|inc~\d+)$/.test(before)
    )
      return true;
    if (NOT_BEFORE.test(before)) return false;
    if (before === 'at') return /^look/.test(words[at - 2]?.text ?? '');
    if (before === 'to')
      return (
        /\+ing$|^(?:note|me|add|responding)$/.test(words[at - 2]?.text ?? '') ||
        words[at - 2]?.text.startsWith('quote~') === true
      );
    return BEFORE.test(before);
  };
  const read: Word[] = [];
  for (const [at, word] of words.entries()) {
    if (!word.text.startsWith('num~') || !isIncident(at)) {
      read.push(word);
      continue;
    }
    if (/^(?:number|no|nr)$/.test(read.at(-1)?.text ?? '')) read.pop();
    const text = word.text.replace('num', 'inc');
    read.push({ ...word, text });
  }
  return { ...sentence, words: read };
}
