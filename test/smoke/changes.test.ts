import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousProblems } from '../harness/accessibility.ts';
import { openBrowser, photograph } from '../harness/browser.ts';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { System } from '../harness/system.ts';

const ADDRESS_SECRET = 'a-secret-of-twenty-four-characters';
const SIGNING_SECRET = 'what-github-signs-with';
const MINUTE = 60_000;

interface Timeline {
  readonly events: readonly { readonly type: string; readonly text: string }[];
}
interface Changes {
  readonly changes: readonly { readonly text: string }[];
  readonly mentions: readonly { readonly text: string }[];
}

describe('what git servers tell', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start({
      config: `
server: { host: 127.0.0.1 }
chat:
  sandbox: { platform: sandbox }
integrations:
  github: { source: github, secret: '\${SECRET}', signingSecret: '\${SIGNING_SECRET}' }
services:
  checkout:
    name: Checkout
    repositories: [github/codertocat/hello-world]
# Tests ask again and again whether something holds by now.
access: { limits: { person: { count: 5000, per: 1m } } }
`,
      env: { SECRET: ADDRESS_SECRET, SIGNING_SECRET },
    });
  });
  afterAll(() => system.stop());

  /** Lets GitHub tell of its example pull request. @param more what is different. */
  async function tells(action: 'opened' | 'closed', more: object, delivery: string): Promise<void> {
    const file = new URL('../fixtures/github/pull_request/closed.json', import.meta.url);
    const example = JSON.parse(readFileSync(file, 'utf8')) as { pull_request: object };
    const body = JSON.stringify({ ...example, action, pull_request: { ...example.pull_request, ...more } });
    const response = await fetch(`${system.baseUrl}/in/github/${ADDRESS_SECRET}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': delivery,
        'x-hub-signature-256': `sha256=${createHmac('sha256', SIGNING_SECRET).update(body).digest('hex')}`,
      },
      body,
    });
    expect(response.status).toBe(202);
  }

  it('stands on the timeline of the incident that it mentions once, and is shown as what changed before', async () => {
    const api = await system.api();
    const merged = new Date(Date.now() - 10 * MINUTE).toISOString();
    await tells(
      'closed',
      {
        merged: true,
        merged_at: merged,
        closed_at: merged,
        title: 'Retry with a limit',
        merge_commit_sha: 'c0ffee',
      },
      randomUUID(),
    );
    await api.request('POST', '/incidents', { title: 'Checkout is down', service: 'checkout' });
    const opened = { title: 'Undo the limit (INC-1)', state: 'open', closed_at: null, number: 3 };
    const delivery = randomUUID();
    await tells('opened', opened, delivery);
    await tells('opened', opened, delivery);
    await tells('opened', opened, randomUUID());

    const told = async (): Promise<string[]> =>
      (await api.request<Timeline>('GET', '/incidents/INC-1/timeline')).body.events
        .filter(({ type }) => type === 'changes_mentioned')
        .map(({ text }) => text);
    await eventually('the incident is told', async () => (await told()).length > 0);
    expect(await told()).toEqual([
      'Pull request #3 of Codertocat/Hello-World mentions it: “Undo the limit (INC-1)”, by Codertocat.',
    ]);
    await eventually('what changed is known', async () => {
      const { body } = await api.request<Changes>('GET', '/incidents/INC-1/changes');
      expect(body.changes.map(({ text }) => text)).toEqual([
        'merged pull request #2 of Codertocat/Hello-World into master: “Retry with a limit”, by Codertocat',
      ]);
      expect(body.mentions).toHaveLength(1);
      return true;
    });
    const line = await api.request<{ text: string }>('POST', '/im', { text: 'changes 1' });
    expect(line.body.text).toMatch(/10 minutes before.*merged pull request #2/s);
    await eventually('it is found', async () => {
      const found = await api.request<{ text: string }>('POST', '/im', { text: 'find pr retry limit' });
      expect(found.body.text).toContain('Retry with a limit');
      return true;
    });
    expect(await told()).toHaveLength(1);
  });

  it('is searched on a page', async () => {
    const { output } = await muster(['token', 'create', 'page', '--role', 'admin'], system.env);
    const [token = ''] = /muster_\S+/.exec(output) ?? [];
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
      await page.goto(`${system.baseUrl}/sign-in?next=/changes#token=${token}`);
      await page.getByRole('button', { name: 'Sign in with a token' }).click();
      await page.getByLabel('Search').selectOption('Pull requests');
      await page.getByLabel('For').fill('retry limit');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('listitem').filter({ hasText: 'Retry with a limit' }).waitFor();
      expect(await page.locator('li[data-kind]').count()).toBe(1);
      await page.goto(`${system.baseUrl}/integrations/github`);
      await page
        .getByRole('row', { name: /pull request #2 of Codertocat\/Hello-World: merged: kept/ })
        .waitFor();
      expect(await seriousProblems(page)).toEqual([]);
      await photograph(page, 'changes');
    } finally {
      await browser.close();
    }
  });
});
