/** Longest address that is kept, in characters. */
export const ADDRESS_LIMIT = 1000;

/** @returns an address of a web page, or undefined: a `javascript:` address must not become a link. */
export function webAddress(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= ADDRESS_LIMIT && /^https?:\/\/[^\s<>"|]+$/i.test(text)
    ? text
    : undefined;
}
