import { LOUDNESS, LOUDNESS_MEANS } from '../../src/access/loudness.ts';
import { payload } from '../pictures/payload.ts';
import { LABELS, PLATFORM_NAMES, type PlatformName, type Scene } from '../pictures/scene.ts';
import { SCENES } from '../pictures/scenes.ts';
import { volumes } from './volume.ts';

/** @returns text that stands in a cell of a table as it is. */
function cell(text: string): string {
  return text
    .replace(/[\u200b\s]+/g, ' ')
    .replace(/[|*_<>[\]\\]/g, '\\$&')
    .trim();
}

async function row(platform: PlatformName, { shown, ways }: Scene): Promise<string> {
  const sent = await payload(platform, shown[platform]);
  const { form, does, notifies } = ways[platform];
  const words = sent?.fallback === undefined ? '–' : cell(sent.fallback);
  return `| ${[LABELS[platform], form, does, notifies, words].join(' | ')} |`;
}

async function section(scene: Scene): Promise<string> {
  const rows = await Promise.all(PLATFORM_NAMES.map((platform) => row(platform, scene)));
  return `### ${scene.title}

${scene.about}

![${scene.title}, on the five platforms](pictures/${scene.id}.png)

| | form | posts or edits | notifies | in words alone |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const loudness = LOUDNESS.map((one) => `- \`/im loud ${one}\`: ${LOUDNESS_MEANS[one]}.`).join('\n');

/** @returns docs/notifications.md: every type of notification as each platform shows it. */
export async function notificationsDocument(): Promise<string> {
  const sections = await Promise.all(SCENES.map(section));
  return `# Notifications

What Muster says in chat, side by side. A message is made once, neutrally, and drawn by each platform in its own best form; what a platform lacks is in [What each platform can](platforms.md).

## What is quiet and what is loud

- **Quiet things edit.** The card of an incident is posted once in each channel and edited from then on. Its story stands in the thread below it and rings for nobody in the channel. Several changes at once make one edit, and several quiet lines that had to wait for a platform's limits make one message.
- **Loud things post.** What nobody in the channel should miss stands in the channel as a new message: escalations, SLA warnings and breaches, that nobody was reached or is paged, reopened, resolved, a severity that was raised, status updates. It says which incident it is about and how grave, and while the incident is open it has the button that is wanted.
- **Pages ring for people.** They go to a person directly, before everything else, by the ways of contact that the configuration names, and at every loudness.
- **Answers go to who asked**, and to nobody else.

Nobody is mentioned in a story that others read later; somebody who is made responsible for something is.

Each of these edits the card as well:

${volumes()}

## How loud for oneself

Each person chooses by \`/im loud\`; \`people.<key>.loud\` in the configuration holds until they do, and \`urgent\` where neither says anything.

${loudness}

What is told directly at \`all\` looks like the loud line in the channel, with the same buttons.

## In words alone

Every message carries a line without markup: for lock screens and banners, for screen readers, and for clients that cannot draw the rest. It says the same as the heading: which incident, how grave, what happened. On Slack it is \`text\`, on Teams \`summary\` and the card's \`fallbackText\`, on Mattermost \`message\` or the attachment's \`fallback\`, in the sandbox what the page's live region says. Discord has no such field: there it is \`content\`, which stands above the embed, so that the embed does not say it again. No colour says anything that an emoji and words do not say too. The [contract suite](../test/contract/fallback.ts) holds all platforms to that.

Instants are in UTC in these lines, because nobody knows who reads them; on Discord, and in all that is drawn, they are in the reader's own zone. Mattermost cannot do that: there they are in UTC everywhere.

## Menus

| | menu of a message | while typing | lists on cards |
| --- | --- | --- | --- |
| Sandbox | – | the composer completes \`/im\` | list |
| Slack | _Declare an incident_, _Add to timeline_ | incidents, services and teams are suggested in menus and forms | menu |
| Discord | _Apps_: _Declare an incident_, _Add to the timeline_ | every word of \`/im\` has options; incidents, services and teams are suggested | menu of at most 25 |
| Microsoft Teams | _More actions_: _Declare an incident_, _Add to timeline_ | the commands of the bot | list with a button beside it: cards do nothing by themselves when something is chosen |
| Mattermost | – (an emoji puts a message on the timeline) | \`/im\` is completed from a fixed list | menu |

## The pictures

They are drawn by \`npm run render-notifications\` from the messages that Muster really makes, through the renderers that it really uses; a test fails when they show something else than what is sent today. What draws them in the browser:

| platform | drawn by |
| --- | --- |
| Sandbox | its own page |
| Microsoft Teams | Microsoft's renderer of Adaptive Cards (\`adaptivecards\`), with fonts and colours set like those of Teams; what stands around the card is our drawing |
| Discord | [discord-components](https://github.com/skyra-project/discord-components), web components of the community that look like Discord; menus and forms are our drawing |
| Slack | our drawing of Block Kit after Slack's reference. Slack has no renderer to take along, and those of the community draw no attachments, in which the coloured part of a message stands |
| Mattermost | our drawing of posts, attachments and dialogs after Mattermost's web client, which has no renderer to take along |

So colours, fonts and line breaks on the platforms themselves differ a little. All times are those of a reader in UTC.

${sections.join('\n')}`;
}
