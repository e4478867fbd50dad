import type { Person } from '../incident/person.ts';
import type { Button } from './element.ts';
import { note, type Message } from './message.ts';
import { plain, type Text } from './text.ts';

/** A shift that changes hands. Epoch milliseconds; `until` is exclusive. */
export interface SwappedShift {
  /** The schedule's key and name. */
  readonly schedule: string;
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

/** Who would take which shift of whom. */
export interface SwapOffer {
  readonly id: string;
  readonly asker: Person;
  readonly other: Person;
  /** The asker's, which the other takes. */
  readonly gives: SwappedShift;
  /** The other's, which the asker takes in return. */
  readonly takes?: SwappedShift;
}

/**
 * - `asked`: the other one has been asked, or is being asked
 * - `accepted`, and then `swapped`; or `refused` where it is no longer possible
 * - `declined`, `expired` when a shift began before anybody answered, `unreached` when nobody could be asked
 */
export const SWAP_STATES = [
  'asked',
  'accepted',
  'swapped',
  'refused',
  'declined',
  'expired',
  'unreached',
] as const;
export type SwapState = (typeof SWAP_STATES)[number];

/** How an offer stands. */
export interface Swap {
  readonly offer: SwapOffer;
  readonly state: SwapState;
  /** Who answered, where it was not the one who was asked. */
  readonly by?: Person;
  /** When the offer ends, epoch milliseconds. */
  readonly expiresAt: number;
  /** Why it was refused. */
  readonly reason?: string;
}

const shiftText = ({ name, from, until }: SwappedShift): Text => [
  { bold: name },
  ' from ',
  { time: from },
  ' until ',
  { time: until },
];

/** What the other one is asked. */
export function swapQuestion({ id, asker, gives, takes }: SwapOffer, expiresAt: number): Message {
  const text: Text = [
    { bold: asker.name },
    ' asks you to take over on-call for ',
    ...shiftText(gives),
    ...(takes ? [', and would take yours for ', ...shiftText(takes)] : []),
    '.',
  ];
  const button = (label: string, command: string, style: NonNullable<Button['style']>): Button => ({
    kind: 'button',
    label,
    style,
    action: { command, incident: id },
  });
  return {
    summary: plain(text),
    heading: takes ? 'Swap shifts?' : 'Take a shift?',
    sections: [
      { text },
      {
        footnote: [
          'Nothing changes unless you accept, at the latest at ',
          { time: expiresAt },
          '. Also: ',
          { code: `/im swap accept ${id}` },
          '.',
        ],
      },
    ],
    elements: [button('Accept', 'swap-yes', 'primary'), button('Decline', 'swap-no', 'danger')],
  };
}

/** What who asked is told at once. */
export function swapAskedMessage({ offer, expiresAt }: Swap): Message {
  const { id, other, gives, takes } = offer;
  const text: Text = [
    { bold: other.name },
    ' is asked to take your on-call for ',
    ...shiftText(gives),
    ...(takes ? [' for theirs: ', ...shiftText(takes)] : []),
    '. You are told what they answer, until ',
    { time: expiresAt },
    '. ',
    { code: `/im swap decline ${id}` },
    ' takes it back.',
  ];
  return note(text, plain(text));
}

/** The offers that wait for an answer. */
export function swapListMessage(swaps: readonly Swap[]): Message {
  const heading = 'Offers of shifts';
  if (swaps.length === 0) {
    const none = 'No offer of a shift waits for an answer.';
    return { summary: none, heading, sections: [{ text: [none] }] };
  }
  const lines = swaps.flatMap(({ offer: { id, asker, other, gives, takes }, expiresAt }, n): Text => [
    n > 0 ? '\n• ' : '• ',
    { code: id },
    ' ',
    { bold: other.name },
    ' is asked to take that of ',
    { bold: asker.name },
    ' for ',
    ...shiftText(gives),
    ...(takes ? [', in return for ', ...shiftText(takes)] : []),
    ', until ',
    { time: expiresAt },
    '.',
  ]);
  const count = swaps.length === 1 ? '1 offer of a shift waits' : `${swaps.length} offers of shifts wait`;
  return {
    summary: `${count} for an answer.`,
    heading,
    sections: [
      { text: lines },
      { footnote: [{ code: '/im swap accept <id>' }, ' or ', { code: 'decline <id>' }] },
    ],
  };
}

/** @returns why nothing came of an offer that was not carried out. */
function inVain({ offer: { other }, state, by, reason }: Swap): string {
  const why: Readonly<Partial<Record<SwapState, string>>> = {
    declined: `${(by ?? other).name} declined`,
    expired: 'nobody answered before the shift began',
    unreached: `${other.name} could not be asked: no account of theirs takes a message`,
  };
  return why[state] ?? reason ?? state;
}

/** @param swap not `asked` any more. @returns that it is over, and what became of it. */
export function swapOver(swap: Swap): string {
  const { offer, state, by } = swap;
  const { asker, other, takes } = offer;
  const done = takes
    ? `${asker.name} and ${other.name} have swapped`
    : `${other.name} takes the shift of ${asker.name}`;
  const became: Readonly<Partial<Record<SwapState, string>>> = {
    accepted: `${(by ?? other).name} accepted`,
    swapped: by && by.id !== other.id ? `${by.name} accepted, and ${done}` : done,
  };
  return `This offer is over: ${became[state] ?? inVain(swap)}.`;
}

/** What both are told in the end. */
export function swapOutcome(swap: Swap): Message {
  const { offer, state, by } = swap;
  const { asker, other, gives, takes } = offer;
  if (state !== 'swapped') {
    const text = `${asker.name} and ${other.name} do not swap: ${inVain(swap)}. Who is on call by turn stays so.`;
    return note([text], text);
  }
  const text: Text = [
    ...(by && by.id !== other.id ? [{ bold: by.name }, ' has decided it: '] : []),
    { bold: other.name },
    ' is on call for ',
    ...shiftText(gives),
    ' in place of ',
    { bold: asker.name },
    ...(takes
      ? [', and ', { bold: asker.name }, ' for ', ...shiftText(takes), ' in place of ', { bold: other.name }]
      : []),
    '.',
  ];
  return note(text, plain(text));
}
