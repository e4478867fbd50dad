import type { SeenMessage } from '../contract/harness.ts';
import { eventually } from './eventually.ts';
import { idIn } from './slack-system.ts';

/** What Muster says for now of a command that no worker carried out in time. */
const FOR_NOW = 'accepted, confirming';

/**
 * Sends a command in chat.
 * @param send returns every word of the answer. @param told what they alone are told who send it.
 * @returns what they are told in the end: the answer, or what came of a command that was only accepted in time.
 */
export async function outcome(
  send: () => Promise<string>,
  told: () => readonly Pick<SeenMessage, 'id' | 'text'>[],
): Promise<string> {
  const before = new Set(told().map(({ id }) => id));
  const answer = await send();
  if (!answer.includes(FOR_NOW)) return answer;
  const id = idIn(answer);
  return eventually(`they are told what came of ${answer}`, () =>
    told()
      .filter((message) => !before.has(message.id))
      .map(({ text }) => text)
      .find((text) => text.includes(id) && !text.includes(FOR_NOW)),
  );
}

/** Does something by which a form opens, and again where it does not. @param forms how many have opened so far. */
export async function opensForm(forms: () => number, does: () => Promise<unknown>): Promise<void> {
  const before = forms();
  await eventually('a form opens', async () => {
    await does();
    return forms() > before;
  });
}

/** How long something is waited for before it is asked for once more, in milliseconds. */
const ONCE_MS = 3_000;

/** Asks for something that nobody repeats for who asks, and once more where it does not come. */
export async function asksUntil(
  what: string,
  asks: () => unknown,
  comes: () => boolean | undefined,
): Promise<void> {
  await eventually(what, async () => {
    await asks();
    return eventually(what, comes, ONCE_MS);
  });
}
