import { existsSync, readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { DRAWN, PICTURES } from '../pictures/drawn.ts';
import { fingerprint } from '../pictures/fingerprint.ts';
import { SCENES } from '../pictures/scenes.ts';
import { notificationsDocument } from './notifications.ts';
import { platformsDocument } from './platforms.ts';

/** @returns a document as it is written: in the project's format. */
async function written(text: string): Promise<string> {
  return format(text, { ...(await resolveConfig('docs/platforms.md')), parser: 'markdown' });
}

describe('a document that is made of the program: `npx vitest run test/documents -u` writes it anew', () => {
  it('says what each platform can at present', async () => {
    await expect(await written(platformsDocument())).toMatchFileSnapshot('../../docs/platforms.md');
  });

  it('says how each notification looks at present', async () => {
    const text = await notificationsDocument();
    await expect(await written(text)).toMatchFileSnapshot('../../docs/notifications.md');
  });
});

describe('the pictures: `npm run render-notifications` draws them anew', () => {
  const drawn = JSON.parse(readFileSync(DRAWN, 'utf8')) as Record<string, string>;

  it.each(SCENES)('$id shows what is sent at present', async (scene) => {
    expect(drawn[scene.id]).toBe(await fingerprint(scene));
    expect(existsSync(new URL(`${scene.id}.png`, PICTURES))).toBe(true);
  });

  it('are of nothing else', () => {
    expect(Object.keys(drawn).sort()).toEqual(SCENES.map(({ id }) => id).sort());
  });
});
