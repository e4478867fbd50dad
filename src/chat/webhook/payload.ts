import type { Message } from '../message.ts';
import type { Destination } from '../provider.ts';
import { plain, type Text } from '../text.ts';

/** What a receiver gets, as `type`, `timestamp` and `data` (Standard Webhooks, "Payload structure"). */
export interface Payload {
  readonly type: 'muster.message';
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: {
    /** The same for what is sent again. */
    readonly key: string;
    readonly to: string;
    readonly incident?: string;
    readonly severity?: string;
    readonly summary: string;
    readonly heading?: string;
    readonly text: string;
    readonly fields: readonly { readonly label: string; readonly value: string }[];
    readonly links: readonly { readonly label: string; readonly url: string }[];
    readonly facts?: Message['facts'];
  };
}

/** @param at when it is sent. */
export function payloadOf(to: Destination, message: Message, key: string, at: Date): Payload {
  const { summary, heading, sections, accent, facts } = message;
  const texts = sections
    .flatMap(({ text, preformatted, footnote }) => [text, preformatted && [preformatted], footnote])
    .filter((one): one is Text => !!one);
  const incident = /INC-\d+/.exec(key)?.[0];
  return {
    type: 'muster.message',
    timestamp: at.toISOString(),
    data: {
      key,
      to: 'channel' in to ? to.channel : to.user,
      ...(incident !== undefined && { incident }),
      ...(accent?.startsWith('SEV-') && { severity: accent }),
      summary,
      ...(heading !== undefined && { heading }),
      text: texts.map(plain).join('\n'),
      fields: sections.flatMap(({ fields = [] }) =>
        fields.map(({ label, value }) => ({ label, value: plain(value) })),
      ),
      links: texts
        .flat()
        .flatMap((span) =>
          typeof span === 'object' && 'link' in span ? [{ label: span.label, url: span.link }] : [],
        ),
      ...(facts && { facts }),
    },
  };
}
