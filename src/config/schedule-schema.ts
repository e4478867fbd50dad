import { z } from 'zod';
import { CALENDAR_FILE, MOST_CALENDAR_CHARACTERS } from './calendar-files.ts';
import { HAND_OVER_PATTERN, HOURS_PATTERN, readHandOver, readHours } from '../oncall/hours-text.ts';
import { channel, duration, key, timeZone } from './fields.ts';

const hours = z
  .string('must be hours such as Mon-Fri 09:00-17:00')
  .meta({ pattern: HOURS_PATTERN.source.replaceAll('mon|tue|wed|thu|fri|sat|sun', '[A-Za-z]{3}') })
  .transform((text, ctx) => {
    const read = readHours(text);
    if (typeof read !== 'string') return read;
    ctx.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  });

const handOver = z
  .string('must be a time such as 09:00 or Mon 09:00')
  .meta({ pattern: HAND_OVER_PATTERN.source.replaceAll('mon|tue|wed|thu|fri|sat|sun', '[A-Za-z]{3}') })
  .transform((text, ctx) => {
    const read = readHandOver(text);
    if (typeof read !== 'string') return read;
    ctx.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  });

/** A date such as `2026-12-24`. YAML reads one without quotes as text in its newest version, which is what is used. */
const date = z
  .string('must be a date such as 2026-12-24')
  .refine(isDate, 'must be a date that exists, written 2026-12-24');

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

export const holidays = z
  .strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be a country of ISO 3166, such as DE')
      .optional()
      .describe('Public holidays of a country, by its code of ISO 3166, such as DE.'),
    region: z
      .string()
      .min(1)
      .optional()
      .describe('A part of the country with holidays of its own, such as BY.'),
    dates: z.array(date).prefault([]).describe('Further holidays, such as 2026-12-24.'),
    without: z.array(date).prefault([]).describe('Dates that are none here all the same.'),
  })
  .describe('Days off.');

export const businessHours = z
  .strictObject({
    timeZone: timeZone().optional().describe('Time zone of the hours. Without it: `defaults.timeZone`.'),
    open: z.array(hours).min(1, 'must name hours').describe('Such as Mon-Fri 09:00-17:00.'),
    holidays: key('holidays').optional().describe('Closed on these days, a key under `holidays`.'),
  })
  .describe('Hours at which people work.');

const group = z.union([key('person'), z.array(key('person')).min(1, 'must name somebody')]);

const calendar = z
  .strictObject({
    file: z
      .string()
      .regex(CALENDAR_FILE, 'must be a file that ends with .ics')
      .optional()
      .describe('A file of iCalendar (.ics); its name is relative to the file in which this stands.'),
    content: z
      .string()
      .max(MOST_CALENDAR_CHARACTERS, `must have at most ${MOST_CALENDAR_CHARACTERS} characters`)
      .optional()
      .describe('The calendar itself, as iCalendar. Of a `file` it is put here when that is read.'),
    url: z
      .string()
      .refine((text) => /^(https?|webcal):$/.test(URL.parse(text)?.protocol ?? ''), {
        error: 'must be an address such as https://calendar.example.com/rota.ics',
      })
      .optional()
      .describe(
        'Address from which the workers fetch the calendar. One that is a secret is written as ${ENV_NAME}.',
      ),
    every: duration(60_000).prefault('15m').describe('How often it is fetched from its address.'),
    staleAfter: duration(3_600_000)
      .prefault('1d')
      .describe('How old it may become, when it cannot be fetched, before that is said loudly.'),
    privateAddresses: z
      .boolean()
      .prefault(false)
      .describe('Whether its address may be in a private network or on this machine, and without TLS.'),
  })
  .describe(
    'Shifts that are kept in a calendar: each event puts on call whom its attendees or its title name, by their e-mail address, key or name under `people`.',
  );

const layer = z
  .strictObject({
    name: z.string().min(1).max(80).describe('Shown where it is said why somebody is on call.'),
    people: z
      .array(group)
      .min(1, 'must name somebody: a layer without people speaks for nobody')
      .optional()
      .describe(
        'Who takes turns, by their key under `people`, in this order; a list in it is on call together.',
      ),
    turn: duration(3_600_000)
      .optional()
      .describe('How long a turn is by the clocks on the wall, such as 7d, 1d or 12h. Without it: 7d.'),
    handOver: handOver
      .optional()
      .describe(
        'When the next one comes, such as 09:00, or Mon 09:00 for turns of weeks. Without it: 00:00.',
      ),
    from: date
      .optional()
      .describe('The first turn begins at the first hand-over on or after this day. Turns need it.'),
    calendar: calendar.optional(),
    until: date.optional().describe('The layer ends at the beginning of this day.'),
    hours: z
      .array(hours)
      .prefault([])
      .describe('It speaks at these hours alone, such as Mon-Fri 22:00-06:00; without them always.'),
    onHolidays: z
      .enum(['skip', 'only'])
      .optional()
      .describe('skip: it is silent on holidays. only: it speaks on them alone.'),
  })
  .superRefine(({ people, turn, handOver, from, calendar }, ctx) => {
    const wrong = (message: string, ...path: string[]): void =>
      ctx.addIssue({ code: 'custom', message, path });
    if (calendar) {
      for (const [key, value] of Object.entries({ people, turn, handOver, from }))
        if (value !== undefined)
          wrong('is for turns, and the shifts of a calendar have none: take it out', key);
      const { file, content, url } = calendar;
      // One whose variable is not set is there as well.
      if (!Object.hasOwn(calendar, 'url') && file === undefined && content === undefined)
        wrong('does not say where it is: name a `file` or a `url`', 'calendar');
      if (url !== undefined && (file ?? content) !== undefined)
        wrong('is fetched from elsewhere: name either a `file` or a `url`', 'calendar', 'url');
    } else {
      if (!people) wrong('is missing: name who takes turns, or a `calendar` of shifts', 'people');
      else if (from === undefined) wrong('is missing: the day of the first turn', 'from');
    }
  })
  .describe('People who take turns, or a calendar of shifts.');

export const schedule = z
  .strictObject({
    name: z.string().min(1).max(80).optional().describe('Name as shown to others; without it the key.'),
    timeZone: timeZone()
      .optional()
      .describe('Time zone in which hand-overs and hours are meant. Without it: `defaults.timeZone`.'),
    holidays: key('holidays').optional().describe('Days off, a key under `holidays`.'),
    channels: z
      .array(channel)
      .prefault([])
      .describe('Channels that hear of every hand-over, and of gaps ahead.'),
    tellPeople: z
      .boolean()
      .prefault(true)
      .describe('Whether who goes off call and who comes on are told so at each hand-over.'),
    expectGaps: z
      .boolean()
      .prefault(false)
      .describe('Whether it is meant that nobody is on call at times: then nobody is warned of that.'),
    lookAhead: duration(3_600_000)
      .prefault('14d')
      .describe('How far ahead gaps, and people on call who cannot be reached, are warned of.'),
    layers: z
      .array(layer)
      .min(1, 'must have at least one layer')
      .describe('The lowest first: each speaks where none above it does.'),
  })
  .describe('Who is on call and when.');
