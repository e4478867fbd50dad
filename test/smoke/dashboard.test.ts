import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousProblems } from '../harness/accessibility.ts';
import { Api } from '../harness/api.ts';
import { openBrowser, photograph } from '../harness/browser.ts';
import { eventually } from '../harness/eventually.ts';
import { freePorts } from '../harness/free-ports.ts';
import { MusterProcess } from '../harness/muster-process.ts';

const CONFIG = `
chat: { sandbox: { platform: sandbox } }
people:
  ana: { name: Ana Ruiz, roles: [admin], chat: { sandbox: ana } }
  ben: { name: Ben Okafor, roles: [commander], chat: { sandbox: ben } }
  dora: { name: Dora Lind }
teams:
  payments: { name: Payments, members: [ana, ben] }
services:
  checkout: { name: Checkout, team: payments }
schedules:
  payments:
    name: Payments primary
    timeZone: Europe/Madrid
    layers:
      - { name: Days, people: [ana, ben], turn: 1d, handOver: '09:00', from: 2026-01-01 }
  search:
    name: Search
    layers:
      - { name: Office hours, people: [dora], from: 2026-01-01, hours: [Mon-Fri 08:00-18:00] }
escalation:
  standard:
    steps:
      - { notify: ['schedule:payments'], wait: 10m }
      - { notify: ['person:ben'], wait: 10m }
notifications: { default: ['sandbox/#incidents'] }
access: { unmapped: responder }
defaults: { severity: SEV-3, escalation: standard }
`;

/** What is said of a command that no worker of a busy machine carried out in time. */
const FOR_NOW = 'Accepted\\. No worker answers just now';
const says = (done: string): RegExp => new RegExp(`${done}|${FOR_NOW}`);

/** What people see who answer for incidents, on a screen, on a telephone, dark and light. */
describe('the dashboard, in a browser', () => {
  let directory: string;
  let base: string;
  let started: MusterProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let api: Api;
  const problems: string[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'muster-dashboard-'));
    const [port = 0] = await freePorts(1);
    base = `http://localhost:${port}`;
    const file = join(directory, 'muster.yaml');
    await writeFile(file, CONFIG);
    started = new MusterProcess(['start'], {
      PORT: String(port),
      MUSTER_CONFIG: file,
      MUSTER_DATA_DIR: join(directory, 'data'),
      LOG_LEVEL: 'warn',
      TEMPORAL_PORT: '0',
      TEMPORAL_UI_PORT: '0',
      MONGODB_PORT: '0',
    });
    await started.says(/Muster is ready/, 300_000);
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  }, 600_000);

  afterAll(async () => {
    await browser.close();
    await started.interrupt();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is entered by the address that is printed, which leaves no token behind', async () => {
    await page.goto(`${base}/incidents`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in');
    problems.length = 0;
    const [, link = '', token = ''] = await started.says(/Sign in\s+(\S+#token=(\S+))/);
    await page.goto(link);
    await eventually('the address without the token', () => !page.url().includes(token));
    await page.getByRole('button', { name: 'Sign in with a token' }).click();
    await page.waitForURL(`${base}/incidents`);
    await page.getByText('No incidents.').waitFor();
    api = new Api(base, token);
  });

  it('shows an incident by itself as it is declared', async () => {
    await api.declare('Checkout returns 500s', { severity: '1', service: 'checkout' });
    await page.getByRole('link', { name: 'INC-1' }).waitFor();
    await page.getByRole('link', { name: 'INC-1' }).click();
    await page.getByText(/paged (Ana Ruiz|Ben Okafor) \(on call for Payments primary\)/).waitFor();
    await page.getByRole('row', { name: /sandbox\/@(ana|ben).*sent/ }).waitFor();
  });

  it('counts down to what comes next, without reading every second out', async () => {
    const countdown = page.locator('time.countdown').first();
    const first = await eventually('a countdown', async () => {
      const text = await countdown.textContent();
      return /^\d+:\d\d/.test(text ?? '') ? text : undefined;
    });
    await eventually('the next second', async () => (await countdown.textContent()) !== first);
    const live = countdown.locator('xpath=ancestor::*[@aria-live or @role="log" or @role="status"]');
    expect(await live.count()).toBe(0);
  });

  it('keeps what somebody is typing when something happens, and sends it without leaving the page', async () => {
    await page.evaluate(() => ((globalThis as { same?: boolean }).same = true));
    await page.locator('#do-note summary').click();
    const note = page.locator('#do-note textarea');
    await note.fill('half of a');
    await api.command('INC-1', 'note', { text: 'from somewhere else' });
    await page.getByRole('log').getByText('from somewhere else').waitFor();
    expect(await note.inputValue()).toBe('half of a');
    await note.pressSequentially(' sentence');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.getByRole('log').getByText('half of a sentence').waitFor();
    await page.getByRole('status').getByText(says('The note is on the timeline')).waitFor();
    expect(await page.locator('#do-note').getAttribute('open')).toBeNull();
    expect(await page.evaluate(() => (globalThis as { same?: boolean }).same)).toBe(true);
  });

  it('follows again when whatever stood for the server is gone, and misses nothing of the meantime', async () => {
    const between = await context.newPage();
    await between.route('**/live/INC-1', (route) => route.fulfill({ status: 502, body: 'no server' }));
    await between.goto(`${base}/incidents/INC-1`);
    await between.getByText('Connecting again').waitFor();
    await api.command('INC-1', 'note', { text: 'said in the meantime' });
    await between.unroute('**/live/INC-1');
    // It may have come to try no more than every half a minute.
    await between.getByText('Follows what happens').waitFor({ timeout: 60_000 });
    await between.getByText('said in the meantime').waitFor();
    await between.close();
  });

  it('leaves its connection to others while nobody sees it, and is up to date when somebody does', async () => {
    const hidden = await context.newPage();
    const look = (state: 'hidden' | 'visible'): Promise<void> =>
      hidden.evaluate((visibility) => {
        Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await hidden.goto(`${base}/incidents/INC-1`);
    await hidden.getByText('Follows what happens').waitFor();
    const left = hidden.waitForEvent('requestfailed', (request) => request.url().endsWith('/live/INC-1'));
    await look('hidden');
    await left;
    await api.command('INC-1', 'note', { text: 'said behind its back' });
    expect(await hidden.getByText('said behind its back').count()).toBe(0);
    await look('visible');
    await hidden.getByText('said behind its back').waitFor();
    await hidden.close();
  });

  it('is used by the keyboard: past the menu to the content, and to a command', async () => {
    await page.reload();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await eventually('the content', () => page.evaluate(() => document.activeElement?.id === 'main'));
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await eventually('the command', async () => {
      await page.keyboard.press('Tab');
      return (await focused()) === 'Acknowledge';
    });
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText(says('Acknowledged: paging has stopped')).waitFor();
    await page.locator('.status.acknowledged').waitFor();
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
  });

  it('works without a script', async () => {
    const plain = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await context.storageState(),
      viewport: { width: 390, height: 844 },
    });
    const other = await plain.newPage();
    await other.goto(`${base}/incidents/INC-1`);
    await other.locator('#do-mitigate summary').click();
    await other.locator('#do-mitigate textarea').fill('rolled back');
    await other.getByRole('button', { name: 'Mark as mitigated' }).click();
    await other.getByText(says('Marked as mitigated')).waitFor();
    await other.getByRole('button', { name: 'Dark' }).click();
    await other.locator('html[data-theme="dark"]').waitFor();
    await plain.close();
    await page.locator('.status.mitigated').waitFor();
  });

  it('has nothing serious for axe, and nothing that sticks out, on any page, screen or in any light', async () => {
    const pages = [
      '/incidents',
      '/incidents?scope=all&text=nothing',
      '/incidents/declare',
      '/incidents/INC-1',
      '/incidents/INC-1/why',
      '/incidents/INC-1/postmortem',
      '/incidents/INC-99',
      '/on-call',
      '/changes',
      '/changes?by=commit&text=INC-1',
      '/figures',
      '/simulate',
      '/providers',
      '/audit',
      '/sign-in',
    ];
    const found: string[] = [];
    for (const path of pages) {
      await page.goto(`${base}${path}`);
      for (const summary of await page.locator('details:not([name]) > summary').all()) await summary.click();
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 390]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 900 });
          const where = `${path} ${colorScheme} ${width}`;
          found.push(...(await seriousProblems(page)).map((problem) => `${where}: ${problem}`));
          const over = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (over > 0) found.push(`${where}: sticks out by ${over} px`);
          const name = path.replace(/\W+/g, '-').slice(1);
          await photograph(page, `dashboard-${name}-${colorScheme}-${width}`);
        }
      }
    }
    expect(found).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  }, 400_000);

  it('says by itself that a configuration was refused, and where, until it is right again', async () => {
    await page.goto(`${base}/incidents`);
    await writeFile(join(directory, 'muster.yaml'), CONFIG.replace('team: payments }', 'team: paymnets }'));
    await page.getByText('A newer configuration was refused').waitFor();
    expect(await page.locator('.notice').textContent()).toContain('services.checkout.team');
    await writeFile(join(directory, 'muster.yaml'), CONFIG);
    await page.getByText('A newer configuration was refused').waitFor({ state: 'detached' });
  });

  it('ends with a sign-out, also for a page that is still open', async () => {
    const other = await context.newPage();
    await other.goto(`${base}/incidents/INC-1`);
    await other.getByText('Follows what happens').waitFor();
    await other.locator('#do-note summary').click();
    await other.locator('#do-note textarea').fill('too late');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // It may have noticed by itself.
    const send = other.getByRole('button', { name: 'Add the note' });
    await send.click({ timeout: 5_000 }).catch(() => undefined);
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.close();
  });

  it('shows no error in the browser but that of the incident that there is none of', () => {
    expect(problems.filter((problem) => !/404|401/.test(problem))).toEqual([]);
  });
});
