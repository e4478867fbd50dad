const ADDRESS =
  /^(?:<@[^<>\n]*>(?=\s*[,:]?\s*(?:@?muster|swap|trade|show|what|who|how|give|tell|figures|stats|mt|accept|decline|mark|hey|hi|please|simulate|put|silence|mute|maintenance|is|has)\b)|@?muster|hey|hi|hello|ok|okay|please|pls|so|and)(?=[\s,:.!]|$)[\s,:.!]*/i;
const POLITENESS = /[\s,.!]*(?:please|pls|thanks|thank you|cheers)?[\s.!?]*$/i;

/** A sentence without whom it is said to and without politeness. */
export interface Bare {
  readonly text: string;
  /** Whether it ends in a question mark. */
  readonly asks: boolean;
}

/** @returns a text as it is said of one thing; undefined where it has several lines. */
export function bare(given: string): Bare | undefined {
  let text = given.trim();
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(ADDRESS, '');
  }
  const asks = /\?\s*$/.test(text);
  text = text.replace(POLITENESS, '');
  return text === '' || text.includes('\n') ? undefined : { text, asks };
}
