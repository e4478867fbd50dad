/** HTML that can be put into a page as it is. */
export type Html = string;

/** @returns text that no browser takes for markup. */
export function escape(text: string): Html {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

export function element(tag: string, name: string, inner: Html, style = ''): Html {
  const attributes = `${name.trim() ? ` class="${name.trim()}"` : ''}${style ? ` style="${escape(style)}"` : ''}`;
  return `<${tag}${attributes}>${inner}</${tag}>`;
}

/** What stands by itself: a form, a page. */
export function frame(name: string, inner: Html): Html {
  return element('div', name, inner);
}

/** A message of the bot. @param above small print above it, such as who sees it. */
export function bot(inner: Html, above?: string): Html {
  const byline = '<div class="byline"><b>Muster</b> <span class="app">APP</span> <time>12:02</time></div>';
  const hint = above === undefined ? '' : element('div', 'above', escape(above));
  return `<div class="post"><span class="avatar">M</span><div class="content">${byline}${hint}${inner}</div></div>`;
}
