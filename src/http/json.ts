import { HttpRefusal } from './refusal-table.ts';

/** Deeper than any platform's payload; a body of brackets alone costs no more than this. */
const DEEPEST = 64;

/** @returns how deep arrays and objects are nested in a JSON text; brackets within strings do not count. */
function depth(text: string): number {
  let now = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{' || c === '[') deepest = Math.max(deepest, ++now);
    else if (c === '}' || c === ']') now--;
  }
  return deepest;
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new HttpRefusal('unreadable', 'The body is not UTF-8.');
  }
}

function parse(text: string): unknown {
  if (depth(text) > DEEPEST)
    throw new HttpRefusal('unreadable', `The body is nested deeper than ${DEEPEST} levels.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message would repeat what was sent.
    throw new HttpRefusal('unreadable', 'The body is not JSON.');
  }
}

/**
 * Reads a JSON body.
 * @throws HttpRefusal `unreadable` when it is broken, too deep or not UTF-8.
 */
export function readJson(body: Uint8Array): unknown {
  return parse(textOf(body));
}

/**
 * Checks a form before somebody reads it; platforms put JSON into their fields.
 * @throws HttpRefusal `unreadable` when it is not UTF-8, or JSON in a field is broken or too deep.
 */
export function checkForm(body: Uint8Array): void {
  for (const [name, value] of new URLSearchParams(textOf(body))) {
    if (name === 'payload') parse(value);
  }
}
