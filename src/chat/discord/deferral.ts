import { setTimeout as pause } from 'node:timers/promises';
import { InteractionResponseType as Type, MessageFlags, Routes } from 'discord.js';
import type { Deferral, HttpAnswer } from '../inbound.ts';
import { note } from '../message.ts';
import type { DiscordClient } from './client.ts';
import { discordCode } from './errors.ts';
import { render } from './render.ts';
import { nothing } from './resources.ts';

/** After how long Discord is told that the answer follows, in milliseconds: it waits for 3 s, the way there and back included. */
export const DEFER_AFTER_MS = 1_500;

const ACKNOWLEDGED = 40060;
const UNKNOWN_WEBHOOK = 10015;

/** Pauses before an answer is given once more that came before Discord had read the deferral, in milliseconds. */
const UNREAD_MS = [100, 400, 1_500, 3_000];

/** The person alone sees that Muster is at work; with a card's own deferral nobody would, and the card would be the answer's. */
const DEFERRED = {
  type: Type.DeferredChannelMessageWithSource,
  data: { flags: MessageFlags.Ephemeral },
};

/** What is answered: its token is good for 15 minutes. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  /** Of the application whose token it is. */
  readonly application: string;
}

/** How an interaction is answered (https://docs.discord.com/developers/interactions/receiving-and-responding). */
interface Reply {
  readonly type: Type;
  readonly data?: { readonly flags?: number } & Record<string, unknown>;
}

/**
 * Answers an interaction that came by the gateway, by HTTP, with the body that an interaction by HTTP is answered with.
 * One whose answer takes long is deferred: Discord then shows that Muster is at work, and takes the answer for 15 minutes.
 * @param answered the answer; when it rejects, so does this, and nothing is left that waits.
 * @param deferAfterMs milliseconds; undefined for what Discord does not let be deferred.
 * @throws ChatError when Discord does not take the answer; what `answered` rejects with.
 */
export async function answerInteraction(
  client: DiscordClient,
  interaction: Interaction,
  answered: Promise<HttpAnswer>,
  deferAfterMs: number | undefined,
): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const late =
    deferAfterMs === undefined
      ? new Promise<never>(() => undefined)
      : pause(deferAfterMs, undefined, { signal }).catch(() => undefined);
  const first = await Promise.race([answered, late]).finally(() => {
    waiting.abort();
  });
  if (first) return callback(client, interaction, read(first));
  const deferred = await callback(client, interaction, DEFERRED).then(
    () => true,
    () => false,
  );
  if (!deferred) {
    const reply = read(await answered);
    return callback(client, interaction, reply).catch((error: unknown) => {
      // Discord took the deferral all the same: only its answer was lost.
      if (discordCode(error) === ACKNOWLEDGED) return follow(client, interaction, reply);
      throw error;
    });
  }
  const http = await answered.catch(async (error: unknown) => {
    // The reason is what counts, not whether this succeeds.
    await withdraw(client, interaction).catch(() => undefined);
    throw error;
  });
  await follow(client, interaction, read(http));
}

/** @returns how an interaction that came by HTTP is answered later. */
export function deferralOf(client: DiscordClient, interaction: Interaction): Deferral {
  return {
    http: { status: 200, contentType: 'application/json', body: JSON.stringify(DEFERRED) },
    follow: (answer) => followRead(client, interaction, read(answer)),
  };
}

/** Nothing tells when Discord has read an HTTP answer: until then it knows of nothing that could be followed. */
async function followRead(client: DiscordClient, interaction: Interaction, reply: Reply): Promise<void> {
  for (const ms of UNREAD_MS) {
    try {
      await follow(client, interaction, reply);
      return;
    } catch (error) {
      if (discordCode(error) !== UNKNOWN_WEBHOOK) throw error;
      await pause(ms);
    }
  }
  await follow(client, interaction, reply);
}

const read = ({ body }: HttpAnswer): Reply => JSON.parse(body) as Reply;

async function callback(client: DiscordClient, { id, token }: Interaction, body: Reply): Promise<void> {
  const route = Routes.interactionCallback(id, token);
  await client.call('answer', nothing, { method: 'post', route, body, auth: false });
}

const original = ({ application, token }: Interaction) =>
  Routes.webhookMessage(application, token, '@original');

async function withdraw(client: DiscordClient, interaction: Interaction): Promise<void> {
  await client.call('withdraw', nothing, { method: 'delete', route: original(interaction), auth: false });
}

/** Gives the answer of a deferred interaction: what was deferred for one person's eyes remains so. */
async function follow(client: DiscordClient, interaction: Interaction, { type, data }: Reply): Promise<void> {
  const edit = (body: unknown) =>
    client.call('answer later', nothing, {
      method: 'patch',
      route: original(interaction),
      body,
      auth: false,
    });
  if (type === Type.Modal) {
    const text = 'That took too long for a form to open. Do it once more.';
    await edit(render(note([text], text)));
    return;
  }
  if (type !== Type.ChannelMessageWithSource || !data) return withdraw(client, interaction);
  const { flags, ...message } = data;
  if (flags !== undefined && (flags & MessageFlags.Ephemeral) !== 0) {
    await edit(message);
    return;
  }
  // The first message after a deferral takes its place, whoever may see it: what is for all comes behind it.
  await edit(render(note(['Done.'], 'Done.')));
  const route = Routes.webhook(interaction.application, interaction.token);
  await client.call('answer to all', nothing, { method: 'post', route, body: message, auth: false });
}
