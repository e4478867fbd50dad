import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openBrowser } from '../harness/browser.ts';
import { NOON } from '../unit/incident/fixture.ts';
import { DRAWN, PICTURES } from './drawn.ts';
import { fingerprint } from './fingerprint.ts';
import { png, type Pixels } from './png.ts';
import { SCENES } from './scenes.ts';
import { browserParts, sheet } from './sheet.ts';

// `npm run render-notifications` runs this: every picture is drawn anew.
/** Most bytes of one picture. */
const LARGEST = 150_000;

let browser: Browser;
let parts: Awaited<ReturnType<typeof browserParts>>;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  [browser, parts] = await Promise.all([openBrowser(), browserParts()]);
});
afterAll(async () => {
  await browser.close();
  const prints = await Promise.all(SCENES.map(async (scene) => [scene.id, await fingerprint(scene)]));
  writeFileSync(DRAWN, `${JSON.stringify(Object.fromEntries(prints), null, 2)}\n`);
});

/** @returns what the page shows of an element, as the browser itself reads its own picture. */
async function pixels(page: Page): Promise<Pixels> {
  const shot = await page.locator('main').screenshot();
  const read = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (!context) throw new Error('the browser has no canvas');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let at = 0; at < data.length; at += 32_768)
      text += String.fromCharCode(...data.subarray(at, at + 32_768));
    return { width: image.width, height: image.height, base64: btoa(text) };
  }, shot.toString('base64'));
  const { width, height, base64 } = read;
  return { width, height, rgba: Buffer.from(base64, 'base64') };
}

test.each(SCENES)('$id', async (scene) => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.route('**', (route) => route.abort());
  vi.setSystemTime(NOON);
  const html = await sheet(scene, parts).finally(() => vi.useRealTimers());
  await page.setContent(html);
  await page.addScriptTag({ content: parts.script });
  await page.waitForFunction(() => document.documentElement.dataset['drawn'] === 'yes');
  const picture = png(await pixels(page));
  await page.close();
  expect(problems).toEqual([]);
  expect(picture.length).toBeLessThan(LARGEST);
  writeFileSync(new URL(`${scene.id}.png`, PICTURES), picture);
});
