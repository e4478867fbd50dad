import { formModal } from '../../src/command/form.ts';
import { incidentCard } from '../../src/chat/card.ts';
import { confirmationMessage } from '../../src/chat/confirmation.ts';
import { homeMessage } from '../../src/chat/home.ts';
import { listMessage } from '../../src/chat/listing.ts';
import type { Message } from '../../src/chat/message.ts';
import { pageMessage } from '../../src/chat/page.ts';
import { previewMessage } from '../../src/chat/preview.ts';
import { replyMessage } from '../../src/chat/reply.ts';
import { storyMessage } from '../../src/chat/story.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import { deadlines } from '../../src/incident/deadline.ts';
import { ANA, BEN, MINUTE, type Story } from '../unit/incident/fixture.ts';
import { acknowledged, declared, LINKS, newest, others, resolved, viewOf } from './incident.ts';
import { RUN_SCENES } from './run-scenes.ts';
import { everywhere, type Scene, type Shown } from './scene.ts';
import {
  ANSWER_WAYS,
  cardWays,
  FORM_WAYS,
  HOME_WAYS,
  loudWays,
  PAGE_WAYS,
  PREVIEW_WAYS,
  quietWays,
} from './ways.ts';

const pageOf = (): string => LINKS.page;
const card = (story: Story): Message => incidentCard(viewOf(story), LINKS);
const told = (story: Story, event: IncidentEvent): Message => storyMessage(viewOf(story), event, LINKS);
const same = (message: Message): Scene['shown'] => everywhere<Shown>({ kind: 'message', message });
const alone = (message: Message): Scene['shown'] => everywhere<Shown>({ kind: 'private', message });

function warned(): Scene['shown'] {
  const story = declared();
  story.passes(8 * MINUTE);
  return same(told(story, newest(story, 'sla_warning')));
}

function breached(): Scene['shown'] {
  const story = declared();
  story.passes(10 * MINUTE);
  return same(told(story, newest(story, 'sla_breached')));
}

function escalated(): Scene['shown'] {
  const story = declared();
  story.passes(5 * MINUTE);
  return same(told(story, newest(story, 'escalated')));
}

function paged(): Scene['shown'] {
  const story = declared();
  story.passes(5 * MINUTE);
  return same(pageMessage(viewOf(story), newest(story, 'escalated'), LINKS));
}

function unreached(): Scene['shown'] {
  const story = declared();
  story.passes(30 * MINUTE);
  return same(told(story, newest(story, 'escalation_exhausted')));
}

function unreachedCard(): Scene['shown'] {
  const story = declared();
  story.passes(30 * MINUTE);
  return same(card(story));
}

function unpaged(): Scene['shown'] {
  const story = declared(false);
  return same(told(story, newest(story, 'nobody_paged')));
}

function raised(): Scene['shown'] {
  const story = resolved().after(4 * MINUTE);
  story.does(BEN, { name: 'reopen', note: 'errors are back in the EU' });
  return same(told(story, newest(story, 'reopened')));
}

function quiet(): Scene['shown'] {
  const story = acknowledged();
  return same(told(story, newest(story, 'acknowledged')));
}

function assigned(): Scene['shown'] {
  const story = acknowledged();
  story.does(ANA, { name: 'assign', person: BEN, role: 'communications' });
  return same(told(story, newest(story, 'assigned')));
}

function updated(): Scene['shown'] {
  const story = acknowledged();
  return same(told(story, newest(story, 'update_posted')));
}

function answered(): Scene['shown'] {
  const story = declared().after(2 * MINUTE);
  const before = deadlines(story.incident, story.plan);
  story.does(BEN, { name: 'ack' });
  const after = deadlines(story.incident, story.plan);
  const cancelled = before.filter(({ name }) => !after.some((one) => one.name === name));
  const done = { by: BEN, at: story.now };
  return alone(replyMessage({ command: 'ack', incident: story.incident, done, cancelled, deadlines: after }));
}

function asked(): Scene['shown'] {
  const { incident } = acknowledged();
  const change = {
    kind: 'command',
    incident: incident.id,
    command: { name: 'resolve' },
    status: incident.status,
  } as const;
  return alone(confirmationMessage('0123456789abcdef', [{ change, incident }]));
}

function form(): Scene['shown'] {
  const option = (value: string) => ({ label: value, value });
  const choices = {
    severity: 'SEV-3',
    teams: ['payments', 'search', 'storage'].map(option),
    services: ['checkout', 'search'].map(option),
  } as const;
  return everywhere<Shown>({ kind: 'form', modal: formModal('declare', undefined, choices, {}) });
}

function home(): Scene['shown'] {
  const mine = [viewOf(acknowledged())];
  const message = homeMessage({ reader: 'ana', mine, others: others(), more: 0 }, pageOf);
  const listed = listMessage({ incidents: mine, total: 1, more: false, narrowed: true }, pageOf);
  return everywhere<Shown>({ kind: 'private', message: listed }, { slack: { kind: 'home', message } });
}

function preview(): Scene['shown'] {
  const message = previewMessage(viewOf(acknowledged()), LINKS);
  const shown = { kind: 'preview', message } as const;
  const nothing = (why: string): Shown => ({ kind: 'nothing', why });
  return {
    sandbox: nothing('The address is a link; nothing is shown below it.'),
    slack: shown,
    discord: nothing(
      'An application may add nothing to messages of people. Discord itself shows nothing of an address that only Muster’s readers may open.',
    ),
    teams: shown,
    mattermost: nothing('Bots may add nothing to messages of people; that is for plugins of the server.'),
  };
}

/** Every type of notification, with what each platform shows of it. */
export const SCENES: readonly Scene[] = [
  {
    id: 'card-open',
    title: 'Card of an open incident',
    about:
      'Posted once in each channel where the incident is announced, and in its own channel, where it is pinned. It says what stands, what Muster does next and when, and has a button for everything that is possible in that state.',
    shown: same(card(declared())),
    ways: cardWays('Posts once'),
  },
  {
    id: 'card-acknowledged',
    title: 'Card of an acknowledged incident',
    about:
      'Whatever happens changes the card where it stands. However much happens at once, one edit shows the newest state. The newest status update stands on it.',
    shown: same(card(acknowledged())),
    ways: cardWays('Edits'),
  },
  {
    id: 'card-resolved',
    title: 'Card of a resolved incident',
    about:
      'It turns green, says how it ended, and offers to close or to reopen. A closed one has no buttons.',
    shown: same(card(resolved())),
    ways: cardWays('Edits'),
  },
  {
    id: 'card-unreached',
    title: 'Card when nobody has been reached',
    about: 'When the escalation policy is used up, or none applies, that is the first thing on the card.',
    shown: unreachedCard(),
    ways: cardWays('Edits'),
  },
  {
    id: 'page',
    title: 'Page to a person',
    about:
      'What is wrong, why it reaches them, until when they can stop the escalation, and the button that does. Pages notify at every loudness, go before everything else in the platforms’ limits, and go to the next way of contact when one fails.',
    shown: paged(),
    ways: PAGE_WAYS,
  },
  {
    id: 'escalation',
    title: 'Escalation',
    about:
      'The channel is told whom a further step pages. The first page goes with the card itself, and its line is quiet.',
    shown: escalated(),
    ways: loudWays(),
  },
  {
    id: 'sla-warning',
    title: 'SLA warning',
    about: 'At a part of the time that `sla.warnAt` names.',
    shown: warned(),
    ways: loudWays(),
  },
  {
    id: 'sla-breach',
    title: 'SLA breach',
    about: 'Once for each clock, to acknowledge and to resolve.',
    shown: breached(),
    ways: loudWays(),
  },
  {
    id: 'nobody-reached',
    title: 'Nobody has been reached',
    about: 'Said once, loudly, when the escalation policy is used up; after that it stands on the card.',
    shown: unreached(),
    ways: loudWays(),
  },
  {
    id: 'nobody-paged',
    title: 'Nobody is paged',
    about: 'Said at once when no escalation policy applies, with the settings that would name one.',
    shown: unpaged(),
    ways: loudWays(),
  },
  {
    id: 'loud-line',
    title: 'Loud line: reopened',
    about:
      'What everybody in the channel should hear of: reopened, resolved, a severity that was raised, an acknowledgement that expired, a message that went nowhere.',
    shown: raised(),
    ways: loudWays(),
  },
  {
    id: 'status-update',
    title: 'Status update',
    about:
      'By `/im update` or **Post update**. It is posted wherever the incident is announced, and stands on the card until the next.',
    shown: updated(),
    ways: loudWays('Nobody by name; whoever has the channel’s notifications on'),
  },
  {
    id: 'quiet-line',
    title: 'Quiet line',
    about:
      'The story below the card for whoever reads along: acknowledged, noted, joined, left, assigned, mitigated, closed, title changed.',
    shown: quiet(),
    ways: quietWays('Nobody by name; whoever follows the thread'),
  },
  {
    id: 'assigned',
    title: 'Somebody is made responsible',
    about:
      'A quiet line that mentions whom it is about, unless they chose `/im loud pages`. Where they have no account their name is shown.',
    shown: assigned(),
    ways: quietWays('Who was made responsible'),
  },
  {
    id: 'answer',
    title: 'Answer to a command',
    about: 'Who did it and when, which timers that stopped and what is still due.',
    shown: answered(),
    ways: ANSWER_WAYS,
  },
  {
    id: 'question',
    title: 'Question back',
    about:
      'What changes something and was not said unmistakably is asked back, with a button for each thing that may be meant.',
    shown: asked(),
    ways: ANSWER_WAYS,
  },
  {
    id: 'form',
    title: 'Form',
    about:
      'Opened by `/im declare` without a title, by buttons, and by a message’s menu where the platform has one.',
    shown: form(),
    ways: FORM_WAYS,
  },
  {
    id: 'home',
    title: 'One’s own incidents',
    about: 'Slack has a page of the app for each person. Elsewhere the same is asked for.',
    shown: home(),
    ways: HOME_WAYS,
  },
  {
    id: 'preview',
    title: 'Preview of an incident’s address',
    about:
      'Below a message that has the address of an incident which its writer may see; a private one is shown to nobody.',
    shown: preview(),
    ways: PREVIEW_WAYS,
  },
  ...RUN_SCENES,
];
