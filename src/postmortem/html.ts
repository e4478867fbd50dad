import MarkdownIt from 'markdown-it';

// HTML in the text is shown as text, and links lead to the web and to mail alone: the library refuses all other schemes.
const renderer = new MarkdownIt('default', { html: false, linkify: false, typographer: false });
const validateLink = renderer.validateLink.bind(renderer);
renderer.validateLink = (address) =>
  validateLink(address) && (/^(?:https?:|mailto:|#)/i.test(address) || !/^[a-z][a-z\d+.-]*:/i.test(address));
// A picture would tell its server who reads the document.
renderer.disable('image');

/** @returns Markdown as HTML in which nothing that people have written is anything but text, links and markup. */
export function htmlOf(markdown: string): string {
  return renderer.render(markdown);
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;background:#fff}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #d0d7de;padding:.3rem .6rem;text-align:left;vertical-align:top}
th{background:#f6f8fa}code{background:#f6f8fa;padding:.1em .3em}blockquote{color:#59636e;border-left:.25em solid #d0d7de;margin:0;padding:0 1em}
@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,code{background:#151b23}th,td{border-color:#3d444d}a{color:#4493f8}}`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** @returns a whole document for a file, which needs nothing else to be read. */
export function htmlFile(title: string, markdown: string): string {
  const safe = title.replace(/[&<>"]/g, (sign) => entities[sign] ?? '');
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${safe}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n${htmlOf(markdown)}</body>\n</html>\n`;
}
