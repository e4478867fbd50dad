import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { noticePage } from '../../../src/dashboard/notice-page.tsx';
import { openBrowser } from '../../harness/browser.ts';

const STYLE = readFileSync(new URL('../../../src/dashboard/muster.css', import.meta.url), 'utf8');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it.each([390, 800, 1280, 1900])(
  'says what was done in line with what stands below it, %i pixels wide',
  async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 600 } });
    try {
      await page.setContent(noticePage({ title: 'Runs', text: 'None yet.' }));
      await page.addStyleTag({ content: STYLE });
      const edges = await page.evaluate(`(() => {
        document.getElementById('said').textContent = 'It is cancelled.';
        return ['#said', 'main > h1'].map((where) => {
          const { left, right } = document.querySelector(where).getBoundingClientRect();
          return { left, right };
        });
      })()`);
      const [said, content] = edges as readonly unknown[];
      expect(said).toEqual(content);
    } finally {
      await page.close();
    }
  },
);
