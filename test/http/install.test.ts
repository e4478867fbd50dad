import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SlackInbound } from '../../src/chat/slack/inbound.ts';
import { slackSettings } from '../../src/chat/slack/settings.ts';
import type { PageAnswer, PageRequest } from '../../src/chat/inbound.ts';
import { Office, SECRET } from './office.ts';

let office: Office;
let asked: PageRequest[];
let answer: PageAnswer;
beforeEach(async () => {
  asked = [];
  const settings = slackSettings.parse({ botToken: 'xoxb-1', signingSecret: SECRET });
  const pages = {
    names: ['install', 'installed'],
    answer: (request: PageRequest) => {
      asked.push(request);
      return Promise.resolve(answer);
    },
  };
  const context = { tenant: 'default', instance: 'paged' };
  office = await Office.open((one) => {
    one.adapt('paged', new SlackInbound(settings, context, undefined, pages));
  });
});
afterEach(() => office.close());

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${office.base}/chat/${path}`, { redirect: 'manual', ...init });

describe('a page of a provider instance', () => {
  it('sends the browser on, with a cookie that comes back to this instance alone and to no script', async () => {
    const cookie = { name: 'k', value: 'v', maxAgeSeconds: 600, secure: true };
    answer = { status: 302, redirect: 'https://slack.com/oauth?x=1', cookie };
    const response = await get('paged/install');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://slack.com/oauth?x=1');
    const kept = response.headers.get('set-cookie') ?? '';
    for (const part of ['k=v', 'Max-Age=600', 'Path=/chat/paged', 'HttpOnly', 'Secure', 'SameSite=Lax'])
      expect(kept).toContain(part);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is shown with what it says as text', async () => {
    answer = { status: 403, page: { title: 'Not installed', text: '<script>alert(1)</script>' } };
    const response = await get('paged/installed?state=a&code=b&code=c', {
      headers: { cookie: 'k=v; x=a=b' },
    });
    expect(response.status).toBe(403);
    const shown = await response.text();
    expect(shown).toContain('Not installed');
    expect(shown).not.toContain('<script>alert');
    expect(asked).toMatchObject([
      { name: 'installed', query: { state: 'a' }, cookies: { k: 'v', x: 'a=b' } },
    ]);
    expect(asked[0]?.query).not.toHaveProperty('code');
  });

  it('is asked for only so often from one address', async () => {
    answer = { status: 200, page: { title: 'Installed', text: 'Done' } };
    const statuses: number[] = [];
    for (let n = 0; n < 21; n++) statuses.push((await get('paged/installed')).status);
    expect(statuses.slice(0, 20).every((status) => status === 200)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
    const refused = await get('paged/install');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(asked).toHaveLength(20);
  });

  it('is there for GET alone, on instances that have it', async () => {
    answer = { status: 200 };
    const posted = await get('paged/install', { method: 'POST', body: 'x' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await get('main-slack/install')).status).toBe(404);
    expect((await get('nowhere/install')).status).toBe(404);
    expect((await get('paged/commands')).status).toBe(405);
    expect(asked).toEqual([]);
  });
});
