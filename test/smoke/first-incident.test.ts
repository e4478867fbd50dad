import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, photograph } from '../harness/browser.ts';
import { freePorts } from '../harness/free-ports.ts';
import { MusterProcess } from '../harness/muster-process.ts';

/** What a new user does: `npm start`, the browser, no token and no account. */
describe('the first incident, in a browser', () => {
  let dataDir: string;
  let port: number;
  let browser: Browser;
  let page: Page;
  let started: MusterProcess;
  const problems: string[] = [];

  async function start(): Promise<MusterProcess> {
    const process = new MusterProcess(['start'], {
      PORT: String(port),
      MUSTER_DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      TEMPORAL_PORT: '0',
      TEMPORAL_UI_PORT: '0',
      MONGODB_PORT: '0',
    });
    await process.says(/Muster is ready/, 300_000);
    return process;
  }

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-first-'));
    [port = 0] = await freePorts(1);
    started = await start();
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  }, 600_000);

  afterAll(async () => {
    await browser.close();
    await started.interrupt();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('prints where everything is', () => {
    for (const line of [/Chat\s+http/, /Dashboard\s+http/, /API\s+http/, /Temporal UI\s+http/, /Data\s+\//]) {
      expect(started.output).toMatch(line);
    }
  });

  it('is declared in a form', async () => {
    await page.goto(`http://localhost:${port}/sandbox`);
    const composer = page.locator('textarea').first();
    await composer.waitFor();
    await photograph(page, 'sandbox-empty');
    await composer.fill('/im declare');
    await composer.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What is wrong?').fill('Checkout returns 500s');
    await dialog.getByLabel('Severity').selectOption('SEV-1');
    await photograph(page, 'sandbox-declare');
    await dialog.getByRole('button', { name: 'Declare', exact: true }).click();
    await page
      .getByText(/declared\s+INC-1/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Acknowledge' }).first().waitFor();
    await photograph(page, 'sandbox-card');
  });

  it('is acknowledged by a button, and the card says by whom', async () => {
    await page.getByRole('button', { name: 'Acknowledge' }).first().click();
    await page
      .getByText(/acknowledged.*Ana|Ana.*acknowledged/s)
      .first()
      .waitFor();
    await photograph(page, 'sandbox-acknowledged');
  });

  it('is seen on its own page, which follows by itself', async () => {
    const second = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    await second.goto(`http://localhost:${port}/incidents/INC-1`);
    await second.getByRole('heading', { name: /INC-1 Checkout returns 500s/ }).waitFor();
    const composer = page.locator('textarea').first();
    await composer.fill('/im note 1 error rate is falling');
    await composer.press('Enter');
    await second.getByText('error rate is falling').waitFor();
    await photograph(second, 'incident-page');
    await second.goto(`http://localhost:${port}/incidents`);
    await second.getByRole('link', { name: 'INC-1' }).waitFor();
    await photograph(second, 'incident-list');
    await second.close();
  });

  it('goes on after Ctrl-C and another start', async () => {
    expect(await started.interrupt()).toBe(0);
    started = await start();
    await page.reload();
    await page.getByRole('button', { name: 'Resolve' }).first().waitFor();
    await page.getByRole('button', { name: 'Resolve' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('rolled back');
    await dialog.getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('rolled back').first().waitFor();
    await page.getByRole('button', { name: 'Close' }).last().waitFor();
    await photograph(page, 'sandbox-resolved');
  }, 400_000);

  it('shows no error in the browser', () => {
    const expected = /Failed to fetch|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED/;
    expect(problems.filter((problem) => !expected.test(problem))).toEqual([]);
  });
});
