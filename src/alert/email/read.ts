import type { Delivery } from '../../inbox/delivery.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Alert, AlertStatus } from '../alert.ts';
import { withinBounds } from '../reading/within-bounds.ts';
import type { Mail } from './mail.ts';
import { found, type Expression } from './rules.ts';
import { NoMail, readMail, type Service } from './ways.ts';

/** What is made of mails, compiled. */
export interface MailRules {
  readonly resolvedWhen: Expression;
  readonly acknowledgedWhen?: Expression;
  readonly ignoreWhen?: Expression;
  readonly keyBy: 'subject' | 'thread';
  readonly keyPattern?: Expression;
  readonly labels: readonly (readonly [string, Expression])[];
}

/** Marks of answers and of being passed on, before a subject. */
const REPLY = /^(?:\s*(?:re|fwd?|aw|wg)\s*:)+\s*/i;

/** @returns the alert of a mail; ignored for automatic replies and what ignoreWhen fits; `unparsed` for what is no mail. */
export async function readEmail(
  service: Service,
  rules: MailRules,
  delivery: Pick<Delivery, 'headers' | 'body' | 'receivedAt'>,
): Promise<Reading> {
  let mail: Mail;
  try {
    mail = await readMail(service, delivery);
  } catch (error) {
    const reason = error instanceof NoMail ? error.message : 'this is no mail';
    return { kind: 'unparsed', reason };
  }
  if (mail.autoReply) return { kind: 'ignored', reason: 'an automatic reply' };
  if (rules.ignoreWhen?.matcher(mail.subject).find())
    return { kind: 'ignored', reason: 'ignoreWhen fits its subject' };
  return { kind: 'read', alerts: [withinBounds(alertOf(mail, rules, delivery.receivedAt))] };
}

function alertOf(mail: Mail, rules: MailRules, receivedAt: number): Alert {
  const { subject, text, from, to, date } = mail;
  const status = statusOf(subject, rules);
  const at = Math.min(date ?? receivedAt, receivedAt);
  const whole = `${subject}\n${text}`;
  const labels = rules.labels.flatMap(([name, expression]): [string, string][] => {
    const value = found(expression, whole);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    key: keyOf(mail, rules, whole),
    status,
    title: subject.replace(REPLY, '') || text.split('\n', 1)[0] || 'A mail without a subject',
    ...(text !== '' && { description: text }),
    labels: {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...Object.fromEntries(labels),
    },
    startedAt: at,
    ...(status === 'resolved' && { endedAt: at }),
    links: [],
  };
}

function statusOf(subject: string, { resolvedWhen, acknowledgedWhen }: MailRules): AlertStatus {
  if (resolvedWhen.matcher(subject).find()) return 'resolved';
  return acknowledgedWhen?.matcher(subject).find() ? 'acknowledged' : 'firing';
}

/** Words by which monitoring says how things stand, which differ between the mails of one alert. */
const STATE =
  /\b(?:problem|firing|triggered|alert|alerting|down|up|critical|warning|unknown|error|resolved|recovered|recovery|cleared|closed|acknowledged|acknowledgement|ok)\b/gi;

function keyOf(mail: Mail, { keyBy, keyPattern, resolvedWhen }: MailRules, whole: string): string {
  const own = keyPattern && found(keyPattern, whole);
  if (own !== undefined) return own;
  const { subject, references, messageId } = mail;
  const thread = references[0] ?? messageId;
  if (keyBy === 'thread' && thread !== undefined) return thread;
  const plain = resolvedWhen.matcher(subject.replace(REPLY, '')).replaceAll(' ').replace(STATE, ' ');
  const words = plain
    .toLowerCase()
    .replace(/[^\p{L}\p{N}./_-]+/gu, ' ')
    .trim();
  return words || subject || (messageId ?? 'mail');
}
