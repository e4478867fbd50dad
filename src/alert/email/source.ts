import type { Reading } from '../../inbox/reading.ts';
import type { Source } from '../../inbox/source.ts';
import { byAuthorization } from '../../signature/by-authorization.ts';
import { emailGuide } from './guide.ts';
import { verifyMailgun } from './mailgun.ts';
import { readEmail, type MailRules } from './read.ts';
import { compiled } from './rules.ts';
import { settings, type EmailSettings } from './settings.ts';

/** Mails that a service for inbound mail, or a mail server of one's own, posts. */
export const email: Source<EmailSettings, Promise<Reading>> = {
  name: 'email',
  title: 'E-mail, by a service that posts it',
  bodies: 'any',
  brings: ['alerts'],
  settings,
  headers: ['content-type', 'user-agent'],
  create: (configured) => {
    const mailRules = rulesOf(configured);
    const { service, signingKey, previousSigningKey, authorization } = configured;
    return {
      verify: (arrival, now) => {
        const authorized = byAuthorization(arrival, authorization);
        if (!authorized.verified || service !== 'mailgun' || signingKey === undefined) return authorized;
        return verifyMailgun(arrival, [signingKey, previousSigningKey], now);
      },
      key: () => undefined,
      // Postmark and Mailgun take nothing but 200 as an answer, and post again after every other.
      answer: () => ({ status: 200, body: undefined }),
      read: (delivery) => readEmail(service, mailRules, delivery),
    };
  },
  guide: emailGuide,
  sample: (now) => ({
    headers: { 'content-type': 'message/rfc822' },
    body: [
      'From: Muster <muster@example.com>',
      'To: alerts@example.com',
      `Date: ${new Date(now).toUTCString()}`,
      `Message-ID: <muster-test-${now}@example.com>`,
      'Subject: A test of the way from a mailbox to Muster',
      '',
      'Nothing is wrong.',
      '',
    ].join('\r\n'),
  }),
};

function rulesOf({
  resolvedWhen,
  acknowledgedWhen,
  ignoreWhen,
  keyBy,
  keyPattern,
  labels,
}: EmailSettings): MailRules {
  return {
    resolvedWhen: compiled(resolvedWhen),
    ...(acknowledgedWhen !== undefined && { acknowledgedWhen: compiled(acknowledgedWhen) }),
    ...(ignoreWhen !== undefined && { ignoreWhen: compiled(ignoreWhen) }),
    keyBy,
    ...(keyPattern !== undefined && { keyPattern: compiled(keyPattern) }),
    labels: Object.entries(labels).map(([name, pattern]) => [name, compiled(pattern)] as const),
  };
}
