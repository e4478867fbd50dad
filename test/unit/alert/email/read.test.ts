import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textOfHtml } from '../../../../src/alert/email/mail.ts';
import { settings } from '../../../../src/alert/email/settings.ts';
import { email } from '../../../../src/alert/email/source.ts';
import type { Service } from '../../../../src/alert/email/ways.ts';
import { alertsOf } from '../alerts-of.ts';
import { ownMs } from '../../../harness/own-time.ts';

const receivedAt = Date.UTC(2026, 10, 21, 3);
const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/email/${name}`, import.meta.url));
const intake = (written: object = {}) =>
  email.create(settings.parse(written), { tenant: 'default', integration: 'mail' });
const came = (body: string | Uint8Array, type = 'message/rfc822') => ({
  tenant: 'default',
  integration: 'mail',
  receivedAt,
  headers: { 'content-type': type },
  body: Buffer.from(body),
});
const mail = (subject: string, more: readonly string[] = [], text = 'It is slow.') =>
  came([`Subject: ${subject}`, 'From: nagios@example.com', ...more, '', text].join('\r\n'));
const alertOf = async (delivery: ReturnType<typeof came>, written: object = {}) =>
  alertsOf(await intake(written).read(delivery))[0]!;
const FORM = 'application/x-www-form-urlencoded';

/** A form as browsers and SendGrid write it (RFC 7578). */
async function multipart(fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('attachment1', new File(['x'], 'a.txt'));
  const response = new Response(form);
  return came(Buffer.from(await response.arrayBuffer()), response.headers.get('content-type')!);
}

describe('a mail', () => {
  it('is answered with 200 once it is stored: Postmark and Mailgun send again after any other answer', () => {
    expect(intake().answer?.(mail('Disk full'))).toEqual({ status: 200, body: undefined });
  });

  it('is read whole: the example of RFC 5322', async () => {
    expect(await intake().read(came(fixture('rfc5322-a11.eml')))).toEqual({
      kind: 'read',
      alerts: [
        {
          key: 'saying hello',
          status: 'firing',
          title: 'Saying Hello',
          description: 'This is a message just to say hello.\nSo, "Hello".',
          labels: { from: 'jdoe@machine.example', to: 'mary@example.net' },
          startedAt: Date.UTC(1997, 10, 21, 15, 55, 6),
          links: [],
        },
      ],
    });
  });

  it('is read as Postmark posts it: the example of its documentation', async () => {
    const alert = await alertOf(came(fixture('postmark-inbound.json'), 'application/json'), {
      service: 'postmark',
    });
    expect(alert).toMatchObject({
      key: 'test subject',
      title: 'Test subject',
      description: 'This is a test text body.',
      labels: { from: 'support@postmarkapp.com', to: 'yourhash+SampleHash@inbound.postmarkapp.com' },
      startedAt: Date.UTC(2014, 7, 1, 20, 45, 32),
    });
  });

  it('is read as Mailgun posts it, in fields or whole', async () => {
    const fields = {
      recipient: 'alerts@example.com',
      sender: 'bounce@example.com',
      from: 'Nagios <nagios@example.com>',
      subject: 'Disk full',
      'body-html': '<p>On&nbsp;web-1</p>',
      'Message-Id': '<1@example.com>',
    };
    const expected = { title: 'Disk full', labels: { from: 'nagios@example.com' } };
    const parsed = came(new URLSearchParams(fields).toString(), FORM);
    expect(await alertOf(parsed, { service: 'mailgun' })).toMatchObject({
      ...expected,
      description: 'On web-1',
    });
    const raw = new URLSearchParams({ 'body-mime': Buffer.from(mail('Disk full').body).toString() });
    expect(await alertOf(came(raw.toString(), FORM), { service: 'mailgun' })).toMatchObject(expected);
  });

  it('is read as SendGrid posts it, in fields or whole', async () => {
    const fields = {
      headers:
        'Message-ID: <1@example.com>\nReferences: <0@example.com>\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n',
      from: 'Nagios <nagios@example.com>',
      to: 'alerts@example.com',
      subject: 'Disk full',
      text: 'On web-1',
    };
    const alert = await alertOf(await multipart(fields), { service: 'sendgrid', keyBy: 'thread' });
    expect(alert).toMatchObject({
      key: '0@example.com',
      title: 'Disk full',
      description: 'On web-1',
      startedAt: Date.UTC(2026, 10, 20, 10),
    });
    const raw = await multipart({ email: Buffer.from(mail('Disk full').body).toString() });
    expect(await alertOf(raw, { service: 'sendgrid' })).toMatchObject({ title: 'Disk full' });
  });

  it('is read from its own sample', async () => {
    const { body } = email.sample(1_000);
    expect(await alertOf(came(body))).toMatchObject({ status: 'firing', startedAt: 1_000 });
  });

  it.each([
    ['** PROBLEM Service Alert: web-1/HTTP is CRITICAL **', '** RECOVERY Service Alert: web-1/HTTP is OK **'],
    ['[FIRING] Disk full on web-1', 'Re: [RESOLVED] Disk full on web-1'],
    ['Down: https://example.com', 'Up: https://example.com is up - resolved'],
  ])('resolves by its subject what another one told: %s', async (problem, recovery) => {
    const [first, second] = [await alertOf(mail(problem)), await alertOf(mail(recovery))];
    expect([first.status, second.status]).toEqual(['firing', 'resolved']);
    if (!recovery.includes('is up')) expect(second.key).toBe(first.key);
    expect((await alertOf(mail(problem.replace(/web-1|example/, 'web-2')))).key).not.toBe(first.key);
  });

  it('is of the alert of its thread, or of what a pattern finds', async () => {
    const first = mail('Trouble', ['Message-ID: <1@example.com>']);
    const reply = mail('Another subject', [
      'Message-ID: <2@example.com>',
      'References: <1@example.com> <x@y>',
    ]);
    const byThread = { keyBy: 'thread' };
    expect((await alertOf(reply, byThread)).key).toBe((await alertOf(first, byThread)).key);
    const pattern = { keyPattern: String.raw`ticket #(\d+)`, labels: { host: String.raw`^Host: (\S+)` } };
    const alert = await alertOf(mail('Trouble', [], 'Ticket #42 of today\r\n'), pattern);
    expect(alert.key).toBe('42');
    expect(alert.labels).not.toHaveProperty('host');
    const labelled = await alertOf(mail('Trouble', [], 'Host: web-1'), {
      labels: { host: String.raw`Host: (\S+)` },
    });
    expect(labelled.labels.host).toBe('web-1');
  });

  it('is acknowledged or ignored by its subject, and when a machine answers', async () => {
    const written = { acknowledgedWhen: '^ack', ignoreWhen: 'newsletter' };
    expect(await alertOf(mail('ACK: Disk full'), written)).toMatchObject({ status: 'acknowledged' });
    expect(await intake(written).read(mail('Our Newsletter'))).toMatchObject({ kind: 'ignored' });
    const away = mail('Out of office', ['Auto-Submitted: auto-replied (vacation)']);
    expect(await intake().read(away)).toMatchObject({ kind: 'ignored' });
    expect(await intake().read(mail('Down', ['Auto-Submitted: auto-generated']))).toMatchObject({
      kind: 'read',
    });
  });

  it.each([
    ['mime', 'no mail at all', 'text/plain'],
    ['mailgun', '{}', 'application/json'],
    ['mailgun', 'a=1', FORM],
    ['sendgrid', '--x', 'multipart/form-data; boundary=x'],
    ['postmark', '{"Subject":"x"}', 'application/json'],
    ['postmark', 'Subject=x', FORM],
  ] as readonly (readonly [Service, string, string])[])(
    'is kept unparsed with the reason when it is none: %s %s',
    async (service, body, type) => {
      expect(await intake({ service }).read(came(body, type))).toMatchObject({ kind: 'unparsed' });
    },
  );

  it('takes time that grows with its length alone', async () => {
    const bad = [
      '<script>'.repeat(30_000),
      '<'.repeat(200_000),
      '<head'.repeat(50_000),
      '&#9'.repeat(60_000),
    ];
    const began = ownMs();
    for (const html of bad) textOfHtml(html);
    const nested = Array.from(
      { length: 5_000 },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
    );
    await intake().read(came(`Subject: x\r\n${nested.join('')}`));
    await intake().read(mail('x'.repeat(1_000_000), [`References: ${'<a@b> '.repeat(100_000)}`]));
    expect(ownMs() - began).toBeLessThan(5_000);
  });

  it('has its HTML as text', () => {
    const html =
      '<html><head><title>t</title></head><body><h1>A &lt;b&gt;</h1><style>x{}</style><header>c</header>d<br>e</body></html>';
    expect(textOfHtml(html)).toBe('A <b>\nc d\ne');
  });
});

describe('the signature of Mailgun', () => {
  const key = 'key-of-the-test';
  const seconds = receivedAt / 1_000;
  const signed = (changed: object = {}) => {
    const timestamp = String(seconds);
    const token = 'a'.repeat(50);
    const signature = createHmac('sha256', key)
      .update(timestamp + token)
      .digest('hex');
    return came(
      new URLSearchParams({ subject: 'x', timestamp, token, signature, ...changed }).toString(),
      FORM,
    );
  };
  const verdict = (delivery: ReturnType<typeof came>, written: object = {}) =>
    intake({ service: 'mailgun', signingKey: key, ...written }).verify(delivery, receivedAt);

  it('is believed, by either key', async () => {
    expect(await verdict(signed())).toEqual({ verified: true, by: 'signature' });
    const replaced = { signingKey: 'another-key', previousSigningKey: key };
    expect(await verdict(signed(), replaced)).toEqual({ verified: true, by: 'signature' });
  });

  it.each([
    [{ signature: 'b'.repeat(64) }, 'does not match'],
    [{ token: 'b' }, 'does not match'],
    [{ timestamp: String(seconds - 40_000) }, 's old'],
    [{ signature: '' }, 'is missing'],
  ])('is not believed: %j', async (changed, reason) => {
    expect(await verdict(signed(changed))).toMatchObject({
      verified: false,
      reason: expect.stringContaining(reason) as string,
    });
  });

  it('is not believed where there is no form', async () => {
    expect(await verdict(mail('x'))).toMatchObject({ verified: false });
  });
});

it('a broken expression is refused at its place', () => {
  const { error } = settings.safeParse({ keyPattern: '(?=a)' });
  expect(error?.issues[0]).toMatchObject({ path: ['keyPattern'] });
});
