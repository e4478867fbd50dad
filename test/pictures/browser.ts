import '@skyra/discord-components-core';
import { AdaptiveCard, HostConfig } from 'adaptivecards';
import MarkdownIt from 'markdown-it';
import { TEAMS } from './teams-host.ts';

/** Runs in the page: draws every card that stands in a `data-card`, by Microsoft's renderer. */
const markdown = new MarkdownIt({ html: false, breaks: true });

AdaptiveCard.onProcessMarkdown = (text, result) => {
  // Mentions are Teams' own addition to Adaptive Cards.
  result.outputHtml = markdown
    .render(text)
    .replace(/&lt;at&gt;(.*?)&lt;\/at&gt;/g, '<span class="at">$1</span>');
  result.didProcess = true;
};

for (const place of document.querySelectorAll<HTMLElement>('[data-card]')) {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(TEAMS);
  card.parse(JSON.parse(place.dataset['card'] ?? '{}'));
  const drawn = card.render();
  if (drawn) place.append(drawn);
  else place.textContent = 'This card cannot be drawn.';
}
document.documentElement.dataset['drawn'] = 'yes';
