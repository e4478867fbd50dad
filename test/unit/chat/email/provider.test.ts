import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmailInbound } from '../../../../src/chat/email/inbound.ts';
import { EmailProvider } from '../../../../src/chat/email/provider.ts';
import { emailSettings } from '../../../../src/chat/email/settings.ts';
import type { ChatError } from '../../../../src/chat/error.ts';
import { note } from '../../../../src/chat/message.ts';
import { pageMessage } from '../../../../src/chat/page.ts';
import { parsePress } from '../../../../src/command/press.ts';
import { FakeSmtpServer, type Mood } from '../../../fakes/email/smtp-server.ts';
import { NOON, Story } from '../../incident/fixture.ts';
import { LINKS, viewOf } from '../fixture.ts';

const CONTEXT = { tenant: 'default', instance: 'mail' };
const KEY = 'default:INC-7:2:page:person/ana:mail/@ana@example.com';
const LINK_SECRET = 'link-secret-of-the-test-of-32-characters';
const DAY = 86_400_000;

let server: FakeSmtpServer;
let port: number;

beforeEach(async () => {
  server = new FakeSmtpServer();
  port = await server.start();
});
afterEach(() => server.stop());

const settings = (more: object = {}) =>
  emailSettings.parse({
    host: '127.0.0.1',
    port,
    encryption: 'none',
    user: 'muster',
    password: 'password-of-the-test',
    from: 'muster@example.com',
    linkSecret: LINK_SECRET,
    timeoutMs: 300,
    ...more,
  });
const provider = (more: object = {}): EmailProvider =>
  new EmailProvider(settings(more), CONTEXT, {
    now: () => NOON,
    address: ({ instance }, surface) => `https://muster.example/chat/${instance}/${surface}`,
  });

function page(title = 'Checkout returns 500s') {
  const story = new Story(undefined, { title });
  const event = story.events.findLast((one) => one.type === 'escalated')!;
  return pageMessage(viewOf(story), event, LINKS);
}
const send = (from: EmailProvider, key = KEY, message = page()): Promise<unknown> =>
  from.send({ user: 'ana@example.com' }, message, { key });

/** A mail's header, unfolded. */
const header = (raw: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*(?:\\r?\\n[ \\t].*)*)`, 'im')
    .exec(raw.split(/\r?\n\r?\n/, 1)[0] ?? '')?.[1]
    ?.replace(/\r?\n[ \t]/g, ' ');
/** A mail without the line breaks of its encoding. */
const decoded = (raw: string): string =>
  raw
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

describe('a page by mail', () => {
  it('says what a page says, as text and as HTML', async () => {
    await send(provider());
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: 'muster@example.com', to: ['ana@example.com'] });
    const raw = decoded(mail!.raw);
    expect(header(mail!.raw, 'Subject')).toBe('You are paged: INC-7 SEV-1: Checkout returns 500s');
    expect(raw).toContain('On it: nobody yet');
    expect(raw).toContain('<b>On it:</b> nobody yet');
    expect(header(mail!.raw, 'Auto-Submitted')).toBe('auto-generated');
  });

  it('is marked as important, as is what failed, and nothing else is', async () => {
    const { sections } = note(['It is over.'], 'It is over.');
    const accents = ['bad', 'good', 'neutral', undefined] as const;
    await send(provider());
    for (const accent of accents)
      await send(provider(), KEY, { summary: 'It is over.', sections, ...(accent && { accent }) });
    const marked = server.mails.map(({ raw }) => header(raw, 'X-Priority'));
    expect(marked).toEqual(['1 (Highest)', '1 (Highest)', undefined, undefined, undefined]);
  });

  it('has the same Message-ID when it is sent again, and stands with the others of its incident', async () => {
    const from = provider();
    await send(from);
    await send(from);
    await send(from, KEY.replace(':2:', ':5:'));
    await send(from, KEY.replace('INC-7', 'INC-8'));
    const ids = server.mails.map(({ raw }) => header(raw, 'Message-ID'));
    const threads = server.mails.map(({ raw }) => header(raw, 'In-Reply-To'));
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    expect(threads[0]).toBe(threads[2]);
    expect(threads[0]).not.toBe(threads[3]);
    expect(server.mails.map(({ raw }) => header(raw, 'References'))).toEqual(threads);
  });

  it('shows text from outside as text', async () => {
    const title = '<img src=x onerror=alert(1)>\r\nBcc: eve@example.com';
    await send(provider(), KEY, page(title));
    const [mail] = server.mails;
    const raw = decoded(mail!.raw);
    expect(raw).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(raw.slice(raw.indexOf('<!doctype'))).not.toContain('<img');
    expect(mail!.to).toEqual(['ana@example.com']);
    expect(header(mail!.raw, 'Bcc')).toBeUndefined();
  });

  it('draws no link that is none of the web', async () => {
    const link = 'javascript:alert(1)';
    await send(provider(), KEY, note([{ link, label: 'here' }], 'x'));
    expect(decoded(server.mails[0]!.raw)).not.toContain('href');
  });

  it.each<[Mood, string]>([
    ['greylists', 'rate_limited'],
    ['knows nobody', 'user_not_found'],
    ['refuses the sender', 'permission_denied'],
    ['refuses the message', 'message_rejected'],
    ['breaks after the message', 'outcome_unknown'],
    ['silent after the message', 'outcome_unknown'],
    ['closes', 'connection_failed'],
  ])('to a server that %s fails as it should', async (mood, code) => {
    server.mood = mood;
    const error = await send(provider()).catch((one: unknown) => one);
    expect(error).toMatchObject({ name: 'ChatError', code });
    expect(String(error)).not.toMatch(/password-of|ana@example/);
  });

  it('is tried again within the minute that a page is given when the server takes nothing now', async () => {
    server.mood = 'greylists';
    const error = await send(provider()).catch((one: unknown) => one);
    expect((error as ChatError).retryAfterMs).toBeLessThanOrEqual(25_000);
  });

  it('is not sent where Muster may not sign in, or nothing is encrypted that should be', async () => {
    server.password = 'another';
    await expect(send(provider())).rejects.toMatchObject({ code: 'authentication_failed' });
    expect(await provider().health()).toMatchObject({ ok: false, code: 'authentication_failed' });
    server.password = 'password-of-the-test';
    expect(await provider().health()).toMatchObject({ ok: true });
    // A certificate that nobody vouches for.
    await expect(send(provider({ encryption: 'starttls' }))).rejects.toMatchObject({
      code: 'connection_failed',
    });
    const plain = new FakeSmtpServer({ hidesStartTls: true });
    const elsewhere = { encryption: 'starttls', port: await plain.start() };
    await expect(send(provider(elsewhere))).rejects.toMatchObject({ code: 'connection_failed' });
    expect([...server.mails, ...plain.mails]).toEqual([]);
    await plain.stop();
  });

  it('fails as not done when there is no server', async () => {
    await expect(send(provider({ port: 1 }))).rejects.toMatchObject({
      code: 'connection_failed',
      // Whether it is tried again is for those to say who decide it: a page may have gone elsewhere for good.
      message: expect.stringMatching(/check host and port, and that the server is up\.$/) as string,
    });
  });
});

describe('the link in a mail', () => {
  const inbound = (more: object = {}): EmailInbound => new EmailInbound(settings(more), CONTEXT);

  async function linkOf(label: string): Promise<string> {
    await send(provider());
    const raw = decoded(server.mails.at(-1)!.raw);
    return new RegExp(`^${label}: (https://\\S+)`, 'm').exec(raw)![1]!;
  }
  const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? '';
  const show = (at: EmailInbound, token: string, later = 0) =>
    at.pages.answer({ name: 'answer', query: { token }, cookies: {}, receivedAt: NOON + later });
  const posted = (token: string, later = 0) => ({
    surface: 'press',
    headers: {},
    body: Buffer.from(new URLSearchParams({ token }).toString()),
    receivedAt: NOON + later,
  });

  it('only asks: it is done when its button is pressed', async () => {
    const link = await linkOf('Acknowledge');
    expect(link).toMatch(/^https:\/\/muster\.example\/chat\/mail\/answer\?token=/);
    const { status, page: shown } = await show(inbound(), tokenOf(link));
    expect(status).toBe(200);
    expect(shown).toMatchObject({
      title: 'Acknowledge: INC-7',
      form: { action: 'press', label: 'Acknowledge' },
    });
    expect(shown?.text).toContain('in the name of ana@example.com');
    const request = posted(shown!.form!.fields.token!);
    await inbound().authenticate(request);
    const press = inbound().parse(request);
    if (press.kind !== 'press') throw new Error(press.kind);
    expect(press.user.id).toBe('ana@example.com');
    expect(parsePress(press.action, undefined)).toEqual({
      kind: 'command',
      incident: 'INC-7',
      command: { name: 'ack' },
    });
    // Pressed twice it is one delivery.
    expect(inbound().parse(request)).toEqual(press);
  });

  it.each([
    ['changed', (token: string) => `${token.slice(0, -2)}xx`, {}, 0],
    ['none', () => 'nonsense', {}, 0],
    ['of another secret', (token: string) => token, { linkSecret: 'x'.repeat(32) }, 0],
    ['old', (token: string) => token, {}, 8 * DAY],
  ])('is refused when it is %s', async (_, change, more, later) => {
    const token = change(tokenOf(await linkOf('Acknowledge')));
    expect(await show(inbound(more), token, later)).toMatchObject({ status: 403 });
    await expect(inbound(more).authenticate(posted(token, later))).rejects.toMatchObject({
      code: 'invalid_webhook',
    });
  });

  it('is refused by another instance, and by one without a secret', async () => {
    const token = tokenOf(await linkOf('Acknowledge'));
    const other = new EmailInbound(settings(), { ...CONTEXT, instance: 'other' });
    await expect(other.authenticate(posted(token))).rejects.toMatchObject({ code: 'invalid_webhook' });
    const without = inbound({ linkSecret: undefined });
    await expect(without.authenticate(posted(token))).rejects.toMatchObject({
      code: 'authentication_failed',
    });
  });

  it('is not there without a secret, nor for what needs a form', async () => {
    await send(provider({ linkSecret: undefined }));
    expect(server.mails[0]!.raw).not.toContain('/answer?');
    await send(provider());
    expect(decoded(server.mails[1]!.raw)).not.toContain('Escalate: http');
  });
});
