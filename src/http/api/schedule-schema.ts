import { z } from 'zod';
import { SWAP_STATES } from '../../chat/swap.ts';
import { NOTE_LIMIT } from '../../incident/command.ts';

/** What the API takes and shows of on-call schedules. */

const time = z.iso.datetime().meta({ description: 'UTC.' });
const person = z.object({ id: z.string(), name: z.string() });
const id = z.string().min(1).max(80);

/** Furthest that shifts are worked out at once, in milliseconds. */
export const MOST_SHOWN_MS = 400 * 86_400_000;

export const stretchQuery = z.strictObject({
  from: z.iso.datetime().optional().meta({ description: 'UTC; without it now.' }),
  until: z.iso
    .datetime()
    .optional()
    .meta({ description: 'UTC, at most 400 days later; without it 14 days.' }),
});

export const ownShiftsQuery = stretchQuery.extend({
  person: id.meta({ description: 'Id of a person.' }),
});

export const overrideBody = z
  .strictObject({
    people: z.array(id).min(1).max(20).meta({ description: 'Ids of who is on call, together.' }),
    replaces: id
      .optional()
      .meta({ description: 'Whose place they take, where several are on call; without it everybody’s.' }),
    from: z.iso.datetime().optional().meta({ description: 'UTC; without it now.' }),
    until: time,
    note: z.string().trim().min(1).max(NOTE_LIMIT).optional(),
  })
  .meta({ id: 'OverrideRequest' });

const shift = z
  .object({
    from: time,
    until: time.optional().meta({ description: 'Absent when nothing changes any more.' }),
    people: z
      .array(
        person.extend({
          layer: z.string().optional().meta({ description: 'The layer that puts them on call.' }),
          override: z.string().optional().meta({ description: 'The override that does.' }),
        }),
      )
      .meta({ description: 'Nobody: a gap.' }),
  })
  .meta({ id: 'Shift' });

const gap = z.object({ from: time, until: time });

const named = { id: z.string(), name: z.string(), timeZone: z.string() };

export const scheduleResource = z
  .object({
    ...named,
    now: shift,
    next: shift.optional(),
    gaps: z.array(gap).meta({ description: 'When nobody is on call: gaps that begin before `gapsUntil`.' }),
    gapsUntil: time.meta({ description: 'How far ahead was looked.' }),
    gapsExpected: z.boolean().meta({ description: 'Whether gaps are meant: nobody is warned of them then.' }),
    unreachable: z
      .array(person.extend({ from: time }))
      .meta({ description: 'Who is on call until then and cannot be paged, and when they first are.' }),
    calendars: z
      .array(
        z.object({
          layer: z.string(),
          fetchedAt: time.optional().meta({ description: 'Absent when it was never fetched.' }),
          trouble: z.enum(['failing', 'never', 'stale']).optional().meta({
            description:
              'failing: what was fetched last counts. never: nobody is on call by it. stale: it is older than it may be.',
          }),
          reason: z.string().optional().meta({ description: 'Why it could not be fetched the last time.' }),
        }),
      )
      .optional()
      .meta({ description: 'Layers whose shifts are fetched from a calendar elsewhere.' }),
  })
  .meta({ id: 'Schedule' });

export const schedulesResource = z
  .object({ schedules: z.array(scheduleResource) })
  .meta({ id: 'ScheduleList' });

export const unreachableResource = z
  .object({
    people: z.array(
      person.extend({
        namedBy: z.array(z.string()).meta({
          description: 'The settings by which they would be paged.',
          examples: [['escalation.standard.steps[0]']],
        }),
      }),
    ),
  })
  .meta({ id: 'UnreachableList' });

export const shiftsResource = z
  .object({ schedule: z.object(named), shifts: z.array(shift) })
  .meta({ id: 'ShiftList' });

export const gapsResource = z
  .object({ schedule: z.object(named), gaps: z.array(gap) })
  .meta({ id: 'GapList' });

export const ownShiftsResource = z
  .object({ shifts: z.array(shift.extend({ schedule: z.object(named) }).meta({ id: 'OwnShift' })) })
  .meta({ id: 'OwnShiftList' });

export const overrideResource = z
  .object({
    id: z.string().meta({ examples: ['o-7kq2rx'] }),
    schedule: z.string(),
    people: z.array(person),
    replaces: person.optional(),
    from: time,
    until: time,
    by: person,
    madeAt: time,
    note: z.string().optional(),
  })
  .meta({ id: 'Override' });

export const swapBody = z
  .strictObject({
    asker: id.optional().meta({
      description: 'Whose shift it is. Without it the caller’s; of others only who may decide for them.',
    }),
    other: id.meta({ description: 'Who is asked to take it.' }),
    shift: z.iso
      .datetime()
      .optional()
      .meta({ description: 'An instant within the shift, UTC; without it the next one.' }),
    inReturn: z
      .strictObject({
        schedule: id.optional().meta({ description: 'Without it the same one.' }),
        shift: z.iso
          .datetime()
          .optional()
          .meta({ description: 'An instant within it; without it the next.' }),
      })
      .optional()
      .meta({ description: 'The shift of the other one that the asker takes.' }),
  })
  .meta({ id: 'SwapRequest' });

const swapped = z.object({ schedule: z.string(), from: time, until: time });

export const swapResource = z
  .object({
    id: z.string().meta({ examples: ['s-7kq2rx'] }),
    state: z.enum(SWAP_STATES).meta({
      description:
        'accepted: who is on call is being changed; swapped: it has been; refused: it could not be.',
    }),
    asker: person,
    other: person,
    gives: swapped.meta({ description: 'The asker’s shift, which the other one takes.' }),
    takes: swapped.optional().meta({ description: 'The shift that the asker takes in return.' }),
    expiresAt: time.meta({ description: 'When the offer ends.' }),
    by: person.optional().meta({ description: 'Who answered.' }),
    reason: z.string().optional().meta({ description: 'Why it was refused.' }),
  })
  .meta({ id: 'Swap' });

export const swapsResource = z.object({ swaps: z.array(swapResource) }).meta({ id: 'SwapList' });

export const overridesResource = z
  .object({ overrides: z.array(overrideResource) })
  .meta({ id: 'OverrideList' });

export const feedMadeResource = z
  .object({ url: z.string().meta({ description: 'Shown once: who has it can read the calendar.' }) })
  .meta({ id: 'FeedMade' });

export const endFeedQuery = z.strictObject({
  everybodys: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description: 'Not only the address of who asks.' }),
});

export const feedEndedResource = z
  .object({ ended: z.number().int().meta({ description: 'How many addresses there were.' }) })
  .meta({ id: 'FeedEnded' });

export const feedsResource = z
  .object({
    feeds: z.array(
      z.object({
        schedule: z.string().optional(),
        person: z.string().optional(),
        owner: z.string().meta({ description: 'For whom it was made.' }),
        madeAt: time,
      }),
    ),
  })
  .meta({ id: 'FeedList' });
