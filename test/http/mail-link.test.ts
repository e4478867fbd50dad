import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmailInbound } from '../../src/chat/email/inbound.ts';
import { signPress } from '../../src/chat/email/press-token.ts';
import { emailSettings } from '../../src/chat/email/settings.ts';
import { Office } from './office.ts';

const LINK_SECRET = 'link-secret-of-the-test-of-32-characters';
const ANA = 'U0ANA';
const settings = emailSettings.parse({
  host: 'localhost',
  from: 'muster@example.com',
  linkSecret: LINK_SECRET,
});

let office: Office;
let declared: string;

beforeEach(async () => {
  office = await Office.open();
  const made = await fetch(`${office.base}/api/v1/incidents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${office.token('responder')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Checkout fails', labels: { region: 'eu' } }),
  });
  declared = ((await made.json()) as { id: string }).id;
  // Ana's account on this instance is her address, as it is where the instance sends mail.
  office.adapt('main-slack', new EmailInbound(settings, { tenant: 'default', instance: 'main-slack' }));
});
afterEach(() => office.close());

/** @param secret by which it is signed. */
const link = (user: string, secret = LINK_SECRET): Promise<string> =>
  signPress(
    { user, action: `ack ${declared}`, label: 'Acknowledge', mail: 'mail-1' },
    'main-slack',
    secret,
    Date.now(),
  );
const opens = (token: string): Promise<Response> =>
  fetch(`${office.base}/chat/main-slack/answer?token=${token}`);
const presses = (token: string): Promise<Response> =>
  fetch(`${office.base}/chat/main-slack/press`, { method: 'POST', body: new URLSearchParams({ token }) });

async function incident(): Promise<{ status: string; labels: unknown }> {
  const response = await fetch(`${office.base}/api/v1/incidents/${declared}`, {
    headers: { authorization: `Bearer ${office.token('responder')}` },
  });
  return (await response.json()) as { status: string; labels: unknown };
}

describe('the link in a mail', () => {
  it('shows a button and does nothing; the button acknowledges, once', async () => {
    const token = await link(ANA);
    const shown = await opens(token);
    const page = await shown.text();
    expect(shown.status).toBe(200);
    expect(page).toContain(`Acknowledge: ${declared}`);
    expect(page).toContain('<form method="post" action="press">');
    expect(page).toContain(`value="${token}"`);
    expect(await incident()).toMatchObject({ status: 'open', labels: { region: 'eu' } });
    const first = await presses(token);
    const answer = await first.text();
    expect(first.headers.get('content-type')).toContain('text/html');
    expect(answer).toContain(`Ana acknowledged ${declared}`);
    expect((await incident()).status).toBe('acknowledged');
    expect(await (await presses(token)).text()).toBe(answer);
  });

  it('does nothing for somebody who may not, nor with a token that is forged', async () => {
    expect(await (await presses(await link('somebody@example.com'))).text()).toContain('permission');
    const forged = `${(await link(ANA)).slice(0, -3)}abc`;
    expect((await presses(forged)).status).toBe(401);
    expect((await opens(forged)).status).toBe(403);
    expect((await incident()).status).toBe('open');
  });

  it('stays good while its secret is replaced, until the one before is given no longer', async () => {
    const renewed = 'another-secret-of-the-test-of-32-characters';
    const adapt = (more: object): void =>
      office.adapt(
        'main-slack',
        new EmailInbound(
          { ...settings, linkSecret: renewed, ...more },
          { tenant: 'default', instance: 'main-slack' },
        ),
      );
    adapt({});
    expect((await opens(await link(ANA))).status).toBe(403);
    adapt({ previousLinkSecret: LINK_SECRET });
    expect((await opens(await link(ANA))).status).toBe(200);
    expect((await opens(await link(ANA, 'of-nobody-but-with-more-than-32-characters'))).status).toBe(403);
    expect((await presses(await link(ANA, renewed))).status).toBe(200);
    expect((await incident()).status).toBe('acknowledged');
  });
});
