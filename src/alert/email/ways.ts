import PostalMime from 'postal-mime';
import { z } from 'zod';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import { formOf, textIn } from './form.ts';
import { mailOf, type Mail, type MailParts } from './mail.ts';

/** What posts mails. */
export const SERVICES = ['mime', 'mailgun', 'postmark', 'sendgrid'] as const;
export type Service = (typeof SERVICES)[number];

/** A delivery that is no mail, in words for admins. */
export class NoMail extends Error {}

type Came = Pick<Delivery, 'headers' | 'body'>;

/** How each service writes a mail. A whole message (`message/rfc822`) is read of all. @throws NoMail */
const WAYS: Readonly<Record<Service, (came: Came) => Promise<Mail>>> = {
  mime: ({ body }) => ofMime(body),
  mailgun: ofMailgun,
  postmark: ({ body }) => Promise.resolve(ofPostmark(body)),
  sendgrid: ofSendGrid,
};

/** @throws NoMail with what is wrong. */
export function readMail(service: Service, came: Came): Promise<Mail> {
  const isWhole = /^message\/rfc822\b/i.test(came.headers['content-type'] ?? '');
  return isWhole ? ofMime(came.body) : WAYS[service](came);
}

/** Source: RFC 5322 and RFC 2045. */
async function ofMime(raw: Uint8Array | string): Promise<Mail> {
  const { subject, from, ...parts } = await partsOf(raw);
  if (subject === undefined && from === undefined)
    throw new NoMail('this is no mail: it has neither Subject nor From');
  return mailOf({ subject, from, ...parts });
}

async function partsOf(raw: Uint8Array | string): Promise<MailParts> {
  const email = await PostalMime.parse(raw, {
    maxNestingDepth: 20,
    maxHeadersSize: 256 * 1_024,
    maxRfc822NestingDepth: 0,
  }).catch((error: unknown) => {
    throw new NoMail(
      `this is no mail: ${error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'}`,
    );
  });
  const { subject, text, html, from, to, messageId, references, inReplyTo, date, headers } = email;
  return {
    subject,
    text,
    html,
    from: from?.address,
    to: to?.[0]?.address,
    messageId,
    references,
    inReplyTo,
    date,
    autoSubmitted: headers.find(({ key }) => key === 'auto-submitted')?.value,
  };
}

/** Source: https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http */
async function ofMailgun(came: Came): Promise<Mail> {
  const form = await formOf(came).catch(notAForm);
  const raw = textIn(form, 'body-mime');
  if (raw !== undefined) return ofMime(raw);
  const subject = textIn(form, 'subject') ?? textIn(form, 'Subject');
  const sender = textIn(form, 'from') ?? textIn(form, 'sender');
  if (subject === undefined && sender === undefined)
    throw new NoMail('the form has neither subject nor sender');
  return mailOf({
    subject,
    text: textIn(form, 'body-plain'),
    html: textIn(form, 'body-html'),
    from: sender,
    to: textIn(form, 'recipient'),
    messageId: textIn(form, 'Message-Id'),
    references: textIn(form, 'References'),
    inReplyTo: textIn(form, 'In-Reply-To'),
    date: textIn(form, 'Date'),
    autoSubmitted: textIn(form, 'Auto-Submitted'),
  });
}

/** Source: https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook */
async function ofSendGrid(came: Came): Promise<Mail> {
  const form = await formOf(came).catch(notAForm);
  const raw = textIn(form, 'email');
  if (raw !== undefined) return ofMime(raw);
  const headers = textIn(form, 'headers');
  if (headers === undefined && textIn(form, 'subject') === undefined)
    throw new NoMail('the form has neither headers nor subject');
  return mailOf({
    ...(await partsOf(`${headers ?? ''}\r\n\r\n`)),
    subject: textIn(form, 'subject'),
    text: textIn(form, 'text'),
    html: textIn(form, 'html'),
    from: textIn(form, 'from'),
    to: textIn(form, 'to'),
  });
}

const postmarkSchema = z.object({
  Subject: z.string().prefault(''),
  TextBody: z.string().nullish(),
  HtmlBody: z.string().nullish(),
  From: z.string(),
  To: z.string().nullish(),
  OriginalRecipient: z.string().nullish(),
  Date: z.string().nullish(),
  Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).prefault([]),
});

/** Source: https://postmarkapp.com/developer/webhooks/inbound-webhook */
function ofPostmark(body: Uint8Array): Mail {
  const read = jsonBody(body, postmarkSchema);
  if ('problem' in read) throw new NoMail(read.problem);
  const { Subject, TextBody, HtmlBody, From, To, OriginalRecipient, Date: date, Headers } = read.value;
  const header = (name: string) => Headers.find((one) => one.Name.toLowerCase() === name)?.Value;
  return mailOf({
    subject: Subject,
    text: TextBody ?? undefined,
    html: HtmlBody ?? undefined,
    from: From,
    to: OriginalRecipient ?? To ?? undefined,
    messageId: header('message-id'),
    references: header('references'),
    inReplyTo: header('in-reply-to'),
    date: date ?? undefined,
    autoSubmitted: header('auto-submitted'),
  });
}

function notAForm(): never {
  throw new NoMail('the body is no form (multipart/form-data or application/x-www-form-urlencoded)');
}
