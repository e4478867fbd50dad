import type { Text } from '../chat/text.ts';

/**
 * @returns text from outside, so that Markdown shows it as it stands: no markup, no link, no HTML, no new line.
 * Source: CommonMark 0.31.2, 2.4 Backslash escapes.
 */
export function escaped(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(/[\\`*_{}[\]<>()#+\-.!|~&=:@]/g, '\\$&');
}

/** @returns a code span. Source: CommonMark 0.31.2, 6.1 Code spans. */
function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence} ${text.replace(/\s+/g, ' ').replaceAll('|', '\\|')} ${fence}`;
}

/** @param instant says an instant, epoch milliseconds. @returns a neutral text as Markdown of one line. */
export function asMarkdown(text: Text, instant: (at: number) => string): string {
  return text
    .map((span) => {
      if (typeof span === 'string') return escaped(span);
      if ('bold' in span) return span.bold ? `**${escaped(span.bold)}**` : '';
      if ('italic' in span) return span.italic ? `*${escaped(span.italic)}*` : '';
      if ('code' in span) return code(span.code);
      if ('link' in span) return link(span.label, span.link);
      if ('time' in span) return escaped(instant(span.time));
      return escaped(span.name);
    })
    .join('');
}

/** @returns a link; only its label where the address is none of the web's. */
export function link(label: string, address: string): string {
  if (!/^https?:\/\/[^\s<>]+$/i.test(address)) return escaped(label);
  return `[${escaped(label)}](<${address.replaceAll('|', '%7C')}>)`;
}

/** @returns a table. @param rows cells that are Markdown of one line already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
