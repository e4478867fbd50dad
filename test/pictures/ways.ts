import { everywhere, type PlatformName, type Way } from './scene.ts';

type Ways = Readonly<Record<PlatformName, Way>>;

const NOBODY = 'Nobody by name';

/** @returns how the card of an incident comes about. @param does whether it is new or changed. */
export function cardWays(does: string): Ways {
  const way = (form: string): Way => ({ form, does, notifies: NOBODY });
  return everywhere(way('Card'), {
    slack: way('Header, and Block Kit in an attachment with a coloured edge'),
    discord: way('Text, and an embed with a coloured edge'),
    teams: way('Adaptive Card with a coloured band'),
    mattermost: way('Attachment with a coloured edge'),
  });
}

const PAGED = 'Whom the escalation step names';

/** How a page reaches somebody. */
export const PAGE_WAYS: Ways = everywhere<Way>(
  { form: 'Card as a direct message', does: 'Posts', notifies: PAGED },
  { teams: { form: 'Adaptive Card in the chat with Muster, with an alert', does: 'Posts', notifies: PAGED } },
);

const LOUD =
  'Nobody by name; whoever has the channel’s notifications on; responders with `/im loud all` directly';

/** @returns how a loud line comes about. @param notifies whom. */
export function loudWays(notifies = LOUD): Ways {
  const way = (form: string): Way => ({ form, does: 'Posts', notifies });
  return everywhere(way('In the card’s thread and in the channel'), {
    slack: way('In the card’s thread, also sent to the channel'),
    discord: way('A reply to the card in the channel, and a copy in its thread that notifies nobody'),
    teams: way('A reply below the card, which the channel shows'),
    mattermost: way('A post in the channel: a thread alone would hide it'),
  });
}

/** @returns how a quiet line comes about. @param notifies whom. */
export function quietWays(notifies: string): Ways {
  const does = 'Posts; several that had to wait are one message';
  const way = (form: string): Way => ({ form, does, notifies });
  return everywhere(way('In the card’s thread alone'), {
    teams: way('A reply below the card'),
  });
}

/** How somebody hears by a route that a run has ended. */
export const NOTICE_WAYS: Ways = (() => {
  const way = (form: string): Way => ({ form, does: 'Posts', notifies: NOBODY });
  return everywhere(way('A message in the channel of the route'), {
    slack: way('Header, and Block Kit in an attachment with a coloured edge'),
    discord: way('Text, and an embed with a coloured edge'),
    teams: way('Adaptive Card with a coloured band'),
    mattermost: way('Attachment with a coloured edge'),
  });
})();

/** How a command is answered. */
export const ANSWER_WAYS: Ways = (() => {
  const way = (form: string): Way => ({ form, does: 'Posts', notifies: 'Who asked' });
  return everywhere(way('Seen by who asked alone'), {
    slack: way('Ephemeral message'),
    discord: way('Ephemeral answer; what comes later is a direct message'),
    teams: way('To a press a few words below the card; to what was typed a message in the chat with Muster'),
    mattermost: way('Ephemeral post; what comes later is a direct message'),
  });
})();

/** How a form opens. */
export const FORM_WAYS: Ways = (() => {
  const way = (form: string): Way => ({ form, does: 'Opens', notifies: 'Who asked' });
  return everywhere(way('Form over the page; errors stand below their fields'), {
    slack: way('Modal; errors stand below their fields'),
    discord: way('Modal; one with errors closes, and a button opens it again as it was filled in'),
    teams: way('Dialog; errors stand below their fields. To what was typed a card with the same fields'),
    mattermost: way('Interactive dialog; errors stand below their fields'),
  });
})();

/** Where somebody sees their own incidents. */
export const HOME_WAYS: Ways = (() => {
  const list: Way = { form: 'No such page; `/im list --mine` answers', does: 'Posts', notifies: 'Who asked' };
  return everywhere(list, {
    slack: { form: 'Home tab of the app', does: 'Edits, whenever it is opened', notifies: 'Nobody' },
  });
})();

/** What is shown below an incident’s address. */
export const PREVIEW_WAYS: Ways = (() => {
  const none: Way = { form: 'None', does: '–', notifies: '–' };
  return everywhere(none, {
    slack: {
      form: 'Attachment below the message with the address',
      does: 'Adds to that message',
      notifies: 'Nobody',
    },
    teams: {
      form: 'Card that whoever writes sees before they send',
      does: 'Adds to that message',
      notifies: 'Nobody',
    },
  });
})();
