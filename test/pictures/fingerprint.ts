import { createHash } from 'node:crypto';
import { payload } from './payload.ts';
import { PLATFORM_NAMES, type Scene } from './scene.ts';

/** @returns what tells whether a scene would be drawn otherwise: all that the platforms are sent for it. */
export async function fingerprint(scene: Scene): Promise<string> {
  const sent = await Promise.all(PLATFORM_NAMES.map((platform) => payload(platform, scene.shown[platform])));
  const all = sent.map((one, n) => one ?? scene.shown[PLATFORM_NAMES[n] ?? 'sandbox']);
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16);
}
