import { z } from 'zod';
import { LABEL_NAME, LABEL_VALUE_LIMIT } from '../incident/label.ts';
import { DURATION_PATTERN, parseDuration, writeDuration } from './duration.ts';
import { parseSize, SIZE_PATTERN } from './size.ts';
import { isZone } from '../oncall/zone.ts';

const DAY_MS = 86_400_000;

/** A duration such as `5m`, read into milliseconds. @param leastMs the shortest that makes sense. */
export const duration = (leastMs = 1): z.ZodType<number, string> =>
  z
    .string('must be a duration such as 5m, 90s or 1h30m')
    .meta({ pattern: DURATION_PATTERN.source })
    .transform((text, ctx) => {
      const ms = parseDuration(text);
      if (ms === undefined) {
        ctx.addIssue({
          code: 'custom',
          message: `${quoted(text)} is no duration: write 5m, 90s, 1h30m or 2d`,
        });
        return z.NEVER;
      }
      if (ms < leastMs || ms > 366 * DAY_MS) {
        ctx.addIssue({ code: 'custom', message: `must be between ${writeDuration(leastMs)} and 366d` });
        return z.NEVER;
      }
      return ms;
    });

/** A size such as `1mb`, read into bytes. */
export const size: z.ZodType<number, string> = z
  .string('must be a size such as 512kb or 1mb')
  .meta({ pattern: SIZE_PATTERN.source })
  .transform((text, ctx) => {
    const bytes = parseSize(text);
    if (bytes !== undefined && bytes > 0) return bytes;
    ctx.addIssue({ code: 'custom', message: `${quoted(text)} is no size: write 512kb or 1mb` });
    return z.NEVER;
  });

/** A key under which something is named. It becomes part of addresses and ids, so it has no spaces and no slash. */
export const key = (what: string): z.ZodString =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, `a ${what} is written with a-z, 0-9, '.', '_' and '-', at most 64`);

/** `main-slack/#critical`: a provider instance and a channel's name or platform id there. */
export const CHANNEL_PATTERN = /^([a-z0-9][a-z0-9._-]*)\/(\S.*)$/;

export const channel = z
  .string('must be a channel such as main-slack/#incidents')
  .regex(CHANNEL_PATTERN, 'must be <provider instance>/<channel>, such as main-slack/#incidents');

/** Who or what an escalation step pages. */
export const TARGET_PATTERN =
  /^(?:(person|team|schedule):([a-z0-9][a-z0-9._-]*)|channel:([a-z0-9][a-z0-9._-]*)\/(\S.*))$/;

/** `webhook:ops`: a provider instance of the platform webhook. */
export const WEBHOOK_PATTERN = /^webhook:([a-z0-9][a-z0-9._-]*)$/;

/** `email:ana`, `email:night@example.com`, `email:mail/ana`: a person or an address, by which provider instance. */
export const EMAIL_PATTERN = /^email:(?:([a-z0-9][a-z0-9._-]*)\/)?([^\s/]+)$/;

export const target = z
  .string('must be a target such as person:ana')
  .regex(
    new RegExp(
      [TARGET_PATTERN, WEBHOOK_PATTERN, EMAIL_PATTERN].map(({ source }) => `(?:${source})`).join('|'),
    ),
    'must be person:<id>, team:<id>, schedule:<id>, channel:<provider instance>/<channel>, webhook:<provider instance> or email:<person or address>',
  );

/** Business hours, open or closed. */
export const WHICH_HOURS_PATTERN = /^(outside:)?([a-z0-9][a-z0-9._-]{0,63})$/;

export const whichHours = z
  .string('must be a key of businessHours such as office')
  .regex(WHICH_HOURS_PATTERN, 'must be a key of businessHours, or outside:<key>');

/** What else can be said of an incident: names and values as people and alerts write them. */
export const labels = z.record(
  z.string().regex(LABEL_NAME, 'a label is named with letters, digits, ".", "_", "/" and "-", at most 64'),
  z.string().trim().min(1).max(LABEL_VALUE_LIMIT),
);

/** People who are named one by one or by their team. */
export const member = z
  .string('must be somebody such as person:ana')
  .regex(/^(?:person|team):[a-z0-9][a-z0-9._-]*$/, 'must be person:<id> or team:<id>');

/** An IANA time zone such as `Europe/Madrid`. */
export const timeZone = (): z.ZodString =>
  z.string().refine(isZone, {
    error: ({ input }) =>
      `there is no time zone ${quoted(String(input))}: write an IANA name such as Europe/Madrid`,
  });

/** @returns the text in quotes and cut, for error messages. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
