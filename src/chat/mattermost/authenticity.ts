import { createHmac } from 'node:crypto';
import { same } from '../../signature/shared-secret.ts';
import { ChatError } from '../error.ts';
import type { InstanceContext } from '../platform.ts';

/**
 * Verifies the token of a slash command (https://developers.mattermost.com/integrate/slash-commands/custom/).
 * @param given from the header `Authorization: Token …`, or from the body's field `token`.
 * @param current the command's token; while it is missing nobody is believed, whatever the one before was.
 * @param previous the token before it was regenerated.
 * @param instance names the setting in errors.
 * @throws ChatError `authentication_failed` when there is no token to compare with; `invalid_webhook` when it differs.
 */
export function verifyCommandToken(
  given: string | undefined,
  current: string | undefined,
  previous: string | undefined,
  instance: string,
): void {
  if (!current) {
    const message =
      `chat.${instance}.commandToken is missing, so that no slash command can be believed; ` +
      'set it to the token that Mattermost shows for the command.';
    throw new ChatError('authentication_failed', message);
  }
  // Each is compared, so that the time taken does not tell which one is live.
  const matches = [current, previous ?? current].map((token) => same(given ?? '', token));
  if (given === undefined || given === '' || !matches.includes(true)) {
    const message =
      `chat.${instance}: the token of the slash command does not match; ` +
      'compare commandToken with the one under Integrations, Slash Commands.';
    throw new ChatError('invalid_webhook', message);
  }
}

/** What a seal is for; one made for a button is worth nothing in a form, in another channel or in another instance. */
export type Sealed =
  | {
      readonly kind: 'action';
      /** An encoded ElementAction. */
      readonly action: string;
      readonly channel: string;
      /** Stands in a message that only one person sees and that is stored nowhere. */
      readonly passing: boolean;
      /** Epoch milliseconds. */
      readonly issued: number;
    }
  | {
      readonly kind: 'dialog';
      readonly modal: string;
      /** The modal's context, as JSON. */
      readonly context: string;
      /** Who was shown the form: nobody else may send it. */
      readonly user: string;
      readonly issued: number;
    };

/** How old a seal may be, in milliseconds. A card is sealed anew whenever it changes; a form is filled in at once. */
const LIFE = { action: 90 * 86_400_000, dialog: 86_400_000 } as const;

/** How far the clocks of two of Muster's machines may differ, in milliseconds. */
const SKEW = 5 * 60_000;

function mac(secret: string, { tenant, instance }: InstanceContext, sealed: Sealed): string {
  const { kind, issued } = sealed;
  const what =
    sealed.kind === 'action'
      ? [sealed.action, sealed.channel, sealed.passing]
      : [sealed.modal, sealed.context, sealed.user];
  // JSON keeps the parts apart: no two lists have the same text.
  const text = JSON.stringify(['muster mattermost', tenant, instance, kind, issued, ...what]);
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/** The secrets that seals are made and checked with. */
export interface SealSecrets {
  readonly callbackSecret: string | undefined;
  readonly previousCallbackSecret?: string | undefined;
}

function missing(instance: string): ChatError {
  const message =
    `chat.${instance}.callbackSecret is missing, so that no button or form can be believed; ` +
    'set it to at least 32 random characters.';
  return new ChatError('authentication_failed', message);
}

/**
 * Mattermost signs neither what a button sends nor a submitted form: what Muster puts into them is sealed, and only
 * what bears a seal is believed.
 * @returns an HMAC-SHA256 in base64url.
 * @throws ChatError `authentication_failed` when there is no secret.
 */
export function seal(secrets: SealSecrets, context: InstanceContext, sealed: Sealed): string {
  if (!secrets.callbackSecret) throw missing(context.instance);
  return mac(secrets.callbackSecret, context, sealed);
}

/**
 * Verifies what {@link seal} made, in constant time.
 * @param given the seal that came back.
 * @param now epoch milliseconds.
 * @throws ChatError `authentication_failed` when there is no secret; `invalid_webhook` when it is forged or too old.
 */
export function verifySeal(
  given: string,
  secrets: SealSecrets,
  context: InstanceContext,
  sealed: Sealed,
  now: number,
): void {
  const { callbackSecret, previousCallbackSecret } = secrets;
  if (!callbackSecret) throw missing(context.instance);
  const live = [callbackSecret, previousCallbackSecret || callbackSecret];
  const matches = live.map((secret) => same(given, mac(secret, context, sealed)));
  if (!matches.includes(true)) {
    const message = `chat.${context.instance}: the seal of a ${sealed.kind} does not match; if callbackSecret was replaced, put the old one into previousCallbackSecret.`;
    throw new ChatError('invalid_webhook', message);
  }
  const age = now - sealed.issued;
  if (age > LIFE[sealed.kind] || age < -SKEW) {
    const message = `chat.${context.instance}: the seal of a ${sealed.kind} is ${Math.round(age / 1000)} s old; open the form or look at the incident anew.`;
    throw new ChatError('invalid_webhook', message);
  }
}
