import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousProblems } from '../harness/accessibility.ts';
import { openBrowser, photograph } from '../harness/browser.ts';
import { InboxSystem, INTEGRATION_SECRET, notification } from '../harness/inbox-system.ts';
import { muster } from '../harness/muster-process.ts';

/** What somebody sees who wonders what became of a delivery. */
describe('the deliveries of an integration, in a browser', () => {
  let inbox: InboxSystem;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    inbox = await InboxSystem.start();
    const { output } = await muster(['token', 'create', 'page', '--role', 'admin'], inbox.system.env);
    const [token = ''] = /muster_\S+/.exec(output) ?? [];
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${inbox.system.baseUrl}/sign-in?next=/integrations#token=${token}`);
    await page.getByRole('button', { name: 'Sign in with a token' }).click();
    await page.getByText('Nothing has come yet.').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await inbox.stop();
  });

  it('are there as they come, with what became of each, and are read again at a press', async () => {
    await page.getByRole('link', { name: 'alerts', exact: true }).click();
    await page.waitForURL('**/integrations/alerts');
    expect(await page.content()).not.toContain(INTEGRATION_SECRET);
    expect((await inbox.send(notification('7e5a'))).status).toBe(202);
    expect((await inbox.send('{"version":"5"}')).status).toBe(202);
    const row = page.getByRole('row', { name: /unparsed/ });
    await row.waitFor();
    await photograph(page, 'integration');
    await row.getByRole('link').click();
    await page.getByRole('button', { name: 'Redeliver' }).click();
    await page.getByText('It was read again once').waitFor();
    await photograph(page, 'delivery');
  });

  it('come of a test event, too, which says what it would open and opens nothing', async () => {
    await page.goto(`${inbox.system.baseUrl}/integrations/alerts`);
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByRole('row', { name: /^3 / }).getByRole('link', { name: '3' }).click();
    await page.getByText('a test event of Muster itself').waitFor();
    await page.getByText('MusterTest').first().waitFor();
    await page
      .getByText(/would open a SEV-4 of no service/)
      .first()
      .waitFor();
    await page.goto(`${inbox.system.baseUrl}/incidents`);
    expect(await page.getByText('A test of the way from Alertmanager').count()).toBe(0);
  });

  it('show the secret address when it is asked for', async () => {
    await page.goto(`${inbox.system.baseUrl}/integrations/alerts`);
    await page.locator('#guide summary').click();
    await page.getByRole('button', { name: 'Show the secret address' }).click();
    await page.getByText(`/in/alerts/${INTEGRATION_SECRET}`).first().waitFor();
  });

  it('can be used by everybody, on a telephone, dark and light', async () => {
    const [line] = await inbox.lines();
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const path of ['', '/alerts', `/alerts/deliveries/${line!.key}`]) {
        await page.setViewportSize({ width: 390, height: 844 });
        await page.goto(`${inbox.system.baseUrl}/integrations${path}`);
        expect(await seriousProblems(page)).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect([path, wide <= 390]).toEqual([path, true]);
        await photograph(page, `integrations-${colorScheme}-${path.split('/').length}`);
      }
    }
    expect(problems).toEqual([]);
  });

  it('are listed at the command line', async () => {
    const { output } = await muster(['token', 'create', 'cli', '--role', 'commander'], inbox.system.env);
    const [token = ''] = /muster_\S+/.exec(output) ?? [];
    const env = { ...inbox.system.env, MUSTER_URL: inbox.system.baseUrl, MUSTER_TOKEN: token };
    expect((await muster(['deliveries', 'alerts', '--state', 'unparsed'], env)).output).toMatch(
      /2 .* unparsed /,
    );
    expect((await muster(['integration', 'alerts', 'guide'], env)).output).toContain('/in/alerts/<secret>');
  });
});
