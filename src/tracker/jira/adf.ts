import { utc, type Span, type Text } from '../../chat/text.ts';

interface Mark {
  readonly type: 'strong' | 'em' | 'code' | 'link';
  readonly attrs?: { readonly href: string };
}
interface TextNode {
  readonly type: 'text';
  readonly text: string;
  readonly marks?: readonly Mark[];
}
interface Paragraph {
  readonly type: 'paragraph';
  readonly content: readonly TextNode[];
}

/** A document of Jira Cloud. Source: Atlassian Developer, "Atlassian Document Format". */
export interface JiraDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly Paragraph[];
}

/** @returns paragraphs as Jira Cloud takes them. Text is text there: only a node of its own mentions somebody. */
export function documentOf(paragraphs: readonly Text[]): JiraDocument {
  const content = paragraphs.map((text): Paragraph => ({ type: 'paragraph', content: text.flatMap(nodeOf) }));
  return { type: 'doc', version: 1, content };
}

/** A node without text is none. */
function nodeOf(span: Span): TextNode[] {
  const node = (text: string, mark?: Mark): TextNode[] =>
    text === '' ? [] : [{ type: 'text', text, ...(mark && { marks: [mark] }) }];
  if (typeof span === 'string') return node(span);
  if ('bold' in span) return node(span.bold, { type: 'strong' });
  if ('italic' in span) return node(span.italic, { type: 'em' });
  if ('code' in span) return node(span.code, { type: 'code' });
  if ('link' in span)
    return node(
      span.label,
      /^https?:\/\//i.test(span.link) ? { type: 'link', attrs: { href: span.link } } : undefined,
    );
  if ('time' in span) return node(utc(span.time));
  return node(span.name);
}
