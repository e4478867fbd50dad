/** What is shown as plain text, and what stands in an attachment below it. */
export interface Shown {
  readonly before: string;
  readonly attachment?: string;
}

const DELIMITER = '{~}';

/**
 * Parts what StackStorm's `{~}` parts: `done {~} the details`. At the end of a text it keeps all of it out of an
 * attachment; without it all of a text is one (https://docs.stackstorm.com/chatops/aliases.html#plaintext-messages-slack).
 */
export function splitAttachment(rendered: string): Shown {
  const at = rendered.indexOf(DELIMITER);
  const before = at < 0 ? '' : rendered.slice(0, at).trim();
  const attachment = (at < 0 ? rendered : rendered.slice(at + DELIMITER.length)).trim();
  return { before, ...(attachment !== '' && { attachment }) };
}
