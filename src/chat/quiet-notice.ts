import { span } from '../incident/age.ts';
import type { QuietNews } from '../inbox/quiet.ts';
import type { Message } from './message.ts';
import { plain, type Span, type Text } from './text.ts';

/** How many integrations are listed; the page of integrations has them all. */
const LISTED = 10;

/**
 * @param pageOf address of an integration's page.
 * @returns of which integrations nothing comes any more, and of which something comes again, for those who run Muster.
 */
export function quietMessage(
  { quiet, again, at }: Pick<QuietNews, 'quiet' | 'again' | 'at'>,
  pageOf: (integration: string) => string,
): Message {
  const named = (id: string): Span => ({ link: pageOf(id), label: id });
  const lines = [
    ...quiet.map(({ id, since, isNew }): Text => [
      '🔇 ',
      named(id),
      isNew
        ? `: nothing has come in the ${span(at - since)} since it was set up.`
        : `: nothing has come for ${span(at - since)}.`,
    ]),
    ...again.map((id): Text => ['✅ ', named(id), ': something comes again.']),
  ];
  const more = lines.length - LISTED;
  const [first = []] = lines;
  return {
    summary: `${plain(first)}${lines.length > 1 ? ` (and ${lines.length - 1} more)` : ''}`,
    ...(quiet.length > 0
      ? { accent: 'SEV-3' as const, heading: '🔇 Nothing comes in any more' }
      : { accent: 'good' as const }),
    sections: [
      ...lines.slice(0, LISTED).map((text) => ({ text })),
      ...(more > 0 ? [{ text: [`And ${more} more.`] }] : []),
      ...(quiet.length > 0
        ? [
            {
              footnote: [
                'Look at what the sender itself lists as delivered, and whether its address is still the right one. When something is to be told of an integration, if at all, its setting ',
                { code: 'quietAfter' },
                ' says.',
              ],
            },
          ]
        : []),
    ],
  };
}
