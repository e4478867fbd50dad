/** A field name (RFC 9110, section 5.1). */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
/** What a field value can hold (RFC 9110, section 5.5), as one byte each. */
const VALUE = /^[\t\x20-\x7e\xa0-\xff]*$/;
/** How a request is framed and where it goes: set by what sends it, or an answer could be smuggled in. */
const FRAMING =
  /^(?:host|content-length|content-encoding|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|http2-settings|proxy-.*)$/i;
const CREDENTIALS = /^(?:authorization|cookie2?)$/i;

/** @returns why a header cannot be set; undefined when it can. */
export function headerNameProblem(name: string): string | undefined {
  if (!NAME.test(name))
    return 'is no name of a header: it has letters, digits and hyphens, such as X-Request-Id';
  return FRAMING.test(name) ? 'is a header that Muster sets itself: leave it out' : undefined;
}

/** @returns why a header cannot stand under `headers`; undefined when it can. */
export function plainHeaderProblem(name: string): string | undefined {
  return CREDENTIALS.test(name)
    ? 'holds credentials: write it under `auth`, where it is kept secret'
    : headerNameProblem(name);
}

/** @returns why a header cannot have a value, which is not repeated; undefined when it can. */
export function headerValueProblem(value: string): string | undefined {
  if (/[\r\n\0]/.test(value)) return 'has a line break in it, which no header can have';
  return VALUE.test(value) ? undefined : 'has a character that no header can have: it takes Latin-1';
}
