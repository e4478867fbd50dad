import { stripVTControlCharacters } from 'node:util';

/**
 * Strings for terminals, such as titles and links, up to their end or what begins next (ECMA-48: OSC, DCS, SOS, PM, APC).
 * Whatever follows the beginning matches, so that nothing is read twice.
 */
const CONTROL_STRING =
  // eslint-disable-next-line no-control-regex -- control characters are what is to be found
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\n\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)?/g;
/** Typed over, as manual pages make bold and underlined letters. */
// eslint-disable-next-line no-control-regex -- as above
const OVERSTRUCK = /[^\n\x08]\x08/g;
/** Control characters but the tab and the line break, and what makes text run the other way and look like another (Unicode UTR 36, 2.10). */
// eslint-disable-next-line no-control-regex -- as above
const UNSHOWN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** What a carriage return writes over, unless it is the first half of a line's end. */
const OVERWRITTEN = /(?<![^\n])[^\n]*\r(?=[^\n])/g;
/** Of most output there is nothing to take out. */
// eslint-disable-next-line no-control-regex -- as above
const STEERING = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/**
 * @param lines many of them take hardly longer than one.
 * @returns them as they can be shown anywhere, without what steers terminals; of a line that is written over again and
 * again (progress bars) the last.
 */
export function plainText(lines: string): string {
  if (!STEERING.test(lines)) return lines;
  return stripVTControlCharacters(lines.replace(OVERWRITTEN, '').replace(CONTROL_STRING, ''))
    .replace(OVERSTRUCK, '')
    .replace(UNSHOWN, '');
}
