import type { Answer } from './inbound.ts';
import type { MessageRef } from './message.ts';
import type { Provider } from './provider.ts';

/** What a platform shows of its own accord when somebody looks: its page of Muster, previews below a message. */
export type Look = Extract<Answer, { kind: 'home' | 'previews' }>;

/**
 * Has the platform show it.
 * @param at who looks, and the message that has the addresses.
 * @throws ChatError
 */
export async function show(
  provider: Pick<Provider, 'showHome' | 'showPreviews'>,
  at: { readonly user: string; readonly message?: MessageRef },
  look: Look,
): Promise<void> {
  if (look.kind === 'home') await provider.showHome(at.user, look.message);
  else if (at.message) await provider.showPreviews(at.message, look.previews);
}
