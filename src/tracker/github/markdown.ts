import { asMarkdown } from '../../postmortem/markdown-text.ts';
import { utc, type Text } from '../../chat/text.ts';

/** Shows nothing, and keeps what stands around it apart. */
const APART = '\u200B';

/**
 * @returns text in which GitHub sees nobody to notify and no other issue that would hear of it: `@ana`, `acme/x#1`, `GH-1`,
 * addresses. A backslash does not help, for GitHub looks for them in what is shown.
 * Source: GitHub Docs, "Autolinked references and URLs", "Basic writing and formatting syntax".
 */
export function disarmed(text: string): string {
  return text
    .replace(/@(?=[\p{L}\p{N}_-])/gu, `@${APART}`)
    .replace(/#(?=\d)/g, `#${APART}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1-${APART}`)
    .replace(/:\/\/(?=\S)/g, `:${APART}//`);
}

/** @returns a neutral text as GitHub's Markdown; addresses are links where they were meant to be. */
export function githubMarkdown(text: Text): string {
  const safe = text.map((span) => {
    if (typeof span === 'string') return disarmed(span);
    if ('bold' in span) return { bold: disarmed(span.bold) };
    if ('italic' in span) return { italic: disarmed(span.italic) };
    if ('link' in span) return { ...span, label: disarmed(span.label) };
    if ('person' in span || 'user' in span) return disarmed(span.name);
    return span;
  });
  return asMarkdown(safe, utc);
}
