import { accountId } from '../access/account.ts';
import { sideName, type Side } from '../access/link.ts';
import type { Person } from '../incident/person.ts';
import type { Button } from './element.ts';
import { note, type Message } from './message.ts';
import { plain, type Text } from './text.ts';

/** What a code comes to, as far as messages tell it. */
interface Outcome {
  readonly state: string;
  readonly reason?: string;
}

/** Both can do afterwards what either could: that is what somebody must know before they press. */
const BEWARE =
  'After that both accounts are one person: whoever uses the other one can do whatever you can, and is paged with you. Confirm only if it is your own.';

function buttons(request: string): Button[] {
  const button = (label: string, command: string, style: NonNullable<Button['style']>): Button => ({
    kind: 'button',
    label,
    style,
    action: { command, incident: request },
  });
  return [button('Yes, it is mine', 'link-yes', 'primary'), button('No', 'link-no', 'danger')];
}

/**
 * The question that each owner answers on their own platform.
 * @param request names the code without telling it.
 * @param you who is asked. @param until when the question ends, epoch milliseconds.
 */
export function askConfirmation(
  request: string,
  you: Side,
  other: Side,
  until: { readonly time: number },
): Message {
  const text: Text = ['Link this account with ', { bold: sideName(other) }, '?'];
  return {
    summary: plain(text),
    heading: 'Link two accounts',
    sections: [
      { text },
      { text: [BEWARE] },
      { footnote: [`You are ${sideName(you)}. The question ends at `, { time: until.time }, '.'] },
    ],
    elements: buttons(request),
  };
}

/** What who makes a code gets, alone. @param until when the code ends, epoch milliseconds. */
export function codeMessage(code: string, until: number): Message {
  return {
    // What a lock screen shows is no place for a code.
    summary: 'Your code to link another account',
    heading: 'Link another account',
    sections: [
      { text: ['On the other platform type ', { code: `/im link ${code}` }, '.'] },
      {
        text: [
          'You are asked there whether that account is yours, and then here. Give the code to nobody: whoever asks you for it wants to become you.',
        ],
      },
      { footnote: ['It links one account, until ', { time: until }, '.'] },
    ],
  };
}

export function linkedMessage(asker: Side, claimant: Side, person: Person): Message {
  const text: Text = [
    `${sideName(asker)} and ${sideName(claimant)} are linked: both are `,
    { bold: person.name },
    ' now. ',
    { code: '/im whoami' },
    ' shows it, ',
    { code: '/im unlink' },
    ' ends it.',
  ];
  return note(text, plain(text));
}

export function notLinkedMessage(asker: Side, claimant: Side, { state, reason }: Outcome): Message {
  const why: Record<string, string> = {
    declined: 'one of the two declined',
    expired: 'it was not confirmed on both sides within ten minutes',
  };
  const text = `${sideName(asker)} and ${sideName(claimant)} are not linked: ${why[state] ?? reason ?? state}. If you did not ask for that, tell who runs Muster (${accountId(asker.account)}, ${accountId(claimant.account)}).`;
  return note([text], text);
}
