import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/chat/message.ts';
import { plain } from '../../src/chat/text.ts';
import { SCENES } from '../pictures/scenes.ts';
import type { PlatformName } from '../pictures/scene.ts';
import { keeps } from './expectations.ts';
import type { Current } from './provider-contract.ts';

/** Instants are in the reader's zone where the platform can, and zero width keeps mentions apart. */
function words(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d( UTC|\.000Z)/g, '(time)')
    .replace(/[\u200b@]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** @returns what has to be heard of a message by who does not see it drawn. A quiet line's id is in its thread's name. */
function expected({ summary, heading }: Message): string {
  return words(heading === undefined ? summary.replace(/^INC-\d+: /, '') : summary);
}

/** What lock screens, screen readers and clients that cannot draw a message say of it. */
export function fallbackContract(current: Current): void {
  describe('the words alone', () => {
    it.each(SCENES)('say the same: $title', async ({ shown }) => {
      const { provider, channel, seen } = current();
      // What has no picture of its own gets what the sandbox gets.
      const one = shown[provider.platform in shown ? (provider.platform as PlatformName) : 'sandbox'];
      if (!('message' in one)) return;
      const { message } = one;
      const ref = await provider.send({ channel: channel.id }, message, { key: 'scene' });
      const said = (await seen(channel.id)).find(({ id }) => id === ref.id)?.fallback ?? '';
      expect(words(said)).toContain(expected(message));
      // What the heading says, which is seen first, is heard too: which incident, how grave.
      for (const fact of message.heading?.match(/INC-\d+|SEV-\d|Checkout returns 500s/g) ?? [])
        expect(said).toContain(fact);
    });

    it('are the new ones after an edit', async ({ skip }) => {
      const { provider, channel, seen } = current();
      skip(!keeps(provider), 'no edits');
      const [open, acknowledged] = SCENES.map(({ shown }) => shown.sandbox).flatMap((one) =>
        one.kind === 'message' ? [one.message] : [],
      );
      const ref = await provider.send({ channel: channel.id }, open!, { key: 'card' });
      await provider.update(ref, acknowledged!);
      const [message] = await seen(channel.id);
      expect(words(message?.fallback ?? '')).toContain(expected(acknowledged!));
      expect(message?.fallback).not.toContain(plain([open!.summary]));
    });
  });
}
