import { bounded } from '../text/bounded.ts';
import type { Person } from './person.ts';
import { webAddress } from './web-address.ts';

/** A message of people, as a note on the timeline keeps it. Nothing is copied of files but where they are. */
export interface Quotation {
  readonly text: string;
  readonly author?: Person;
  /** Address of the message. */
  readonly link?: string;
  readonly files?: readonly QuotedFile[];
}

export interface QuotedFile {
  readonly name: string;
  readonly link: string;
}

/** Longest text, name and address that are kept, in characters, and how many files: every record holds a copy. */
export const QUOTED_TEXT_LIMIT = 2000;
export const QUOTED_NAME_LIMIT = 120;
export const QUOTED_FILES_LIMIT = 10;
/** How much of a text secrets are looked for in, in characters. */
const LOOKED_THROUGH = 3000;

/**
 * @param redact takes the secrets out of a text.
 * @returns the quotation within every limit, without secrets and with addresses of web pages alone.
 */
export function kept(quoted: Quotation, redact: (text: string) => string): Quotation {
  const { author, link } = quoted;
  const safe = (address: string): boolean => webAddress(address) !== undefined && redact(address) === address;
  const files = (quoted.files ?? [])
    .filter((file) => safe(file.link))
    .slice(0, QUOTED_FILES_LIMIT)
    .map((file) => ({
      name: bounded(redact(file.name).trim() || 'file', QUOTED_NAME_LIMIT),
      link: file.link,
    }));
  return {
    // A secret that the end would halve is still whole when it is looked for; a mark may be longer than what it hides.
    text: bounded(redact(bounded(quoted.text.trim(), LOOKED_THROUGH)), QUOTED_TEXT_LIMIT),
    ...(author && { author: { id: author.id, name: bounded(redact(author.name), QUOTED_NAME_LIMIT) } }),
    ...(link !== undefined && safe(link) && { link }),
    ...(files.length > 0 && { files }),
  };
}
