import PostalMime from 'postal-mime';
import type { SeenMessage } from '../../contract/harness.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** What a piece of HTML shows: its tags are gone, its entities are letters. */
function shown(html: string): string {
  return html
    .replace(/<br>|<\/(?:p|h2|pre)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

const inside = (html: string, tags: string): string[] =>
  [...html.matchAll(new RegExp(`<(${tags})>(.*?)</\\1>`, 'gs'))].map(([, , text = '']) => shown(text));

/**
 * Reads a mail as a mail program shows it: what it is about, and its HTML.
 * @param answers where the links lead by which it is answered: those are its buttons.
 */
export async function readMail(raw: string, answers: string): Promise<SeenMessage & { plain: string }> {
  const { subject = '', html = '', text = '', messageId = '' } = await PostalMime.parse(raw);
  const body = /<body>(.*)<\/body>/s.exec(html)?.[1] ?? '';
  const link = new RegExp(`<p><a href="${answers}\\?token=[^"]+"><b>(.*?)</b></a></p>`, 'gs');
  const buttons = [...body.matchAll(link)].map(([, label = '']) => shown(label));
  // The name of a field is bold and ends in a colon; it is part of how a mail is drawn, not of what is said.
  const answered = body.replace(link, '');
  const formatted = [
    ...inside(answered, 'b').map((piece) => piece.replace(/:$/, '')),
    ...inside(answered, 'i|code|u|s|blockquote|pre|h1|h3'),
  ];
  const labels = new Set([...body.matchAll(/<b>([^<]*):<\/b>/g)].map(([, label = '']) => shown(label)));
  return {
    id: messageId,
    text: shown(body),
    plain: text,
    fallback: subject,
    pings: [],
    formatted: formatted.filter((piece) => !labels.has(piece)),
    buttons,
    pinned: false,
  };
}
