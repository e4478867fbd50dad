/** What a reader sees of a piece of text, and whom it notifies. */
export interface Reading {
  text: string;
  pings: string[];
  formatted: string[];
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** @returns the text with Slack's three entities shown as what they stand for. */
export function unescape(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Slack shows a picture in place of `:fire:`. */
function pictures(text: string): string {
  return text.replace(/:[a-z0-9_+'-]+:/gi, '🖼');
}

const EMPHASIS =
  /```([\s\S]+?)```|`([^`\n]+)`|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])/g;

/**
 * Reads mrkdwn as Slack's clients do (https://docs.slack.dev/messaging/formatting-message-text).
 * @param names whether Slack looks for names by itself, as it does with `link_names` or `parse: full`.
 */
export function readMrkdwn(source: string, names = false): Reading {
  const reading: Reading = { text: '', pings: [], formatted: [] };
  const linked = source.replace(/<([^<>\n]*)>/g, (_, inner: string) => {
    const [target = '', label] = inner.split('|');
    if (target.startsWith('@')) {
      reading.pings.push(target.slice(1));
      return `@${label ?? target.slice(1)}`;
    }
    if (target.startsWith('!date')) return label ?? '';
    if (target.startsWith('!')) {
      reading.pings.push('everyone');
      return `@${label ?? target.slice(1)}`;
    }
    return label ?? target;
  });
  if (names) {
    for (const [, name] of linked.matchAll(/@(channel|here|everyone|\w+)/g)) {
      reading.pings.push(['channel', 'here', 'everyone'].includes(name!) ? 'everyone' : name!);
    }
  }
  const plain = linked
    .replace(/^(?:&gt;|>)[ ]?(.*)$/gm, (_, quoted: string) => {
      reading.formatted.push(unescape(quoted));
      return quoted;
    })
    .replace(EMPHASIS, (_, ...groups: (string | undefined)[]) => {
      const words = groups.slice(0, 5).find((group) => group !== undefined) ?? '';
      reading.formatted.push(unescape(words));
      return words;
    });
  reading.text = unescape(pictures(plain));
  return reading;
}

/** Reads a text object of Block Kit. */
export function readTextObject(object: unknown): Reading {
  const { type, text, emoji } = object as { type: string; text: string; emoji?: boolean };
  if (type === 'mrkdwn') return readMrkdwn(text);
  return { text: emoji === false ? text : pictures(text), pings: [], formatted: [] };
}
