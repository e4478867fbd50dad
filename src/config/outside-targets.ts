import type { StepTarget } from '../escalation/policy.ts';
import type { TenantConfig } from './config.ts';
import { didYouMean } from '../command/nearest.ts';
import { EMAIL_PATTERN, WEBHOOK_PATTERN } from './fields.ts';
import { isMapping } from './schema-walk.ts';

/** What of a file says where mails and webhooks go. */
export interface Outside {
  /** Platforms by provider instance. */
  readonly platforms: ReadonlyMap<string, string>;
  /** E-mail addresses by person; undefined for who has none. */
  readonly people: ReadonlyMap<string, { readonly name: string; readonly email: string | undefined }>;
}

/** @param file the file as written, or as read. @returns what of it says where mails and webhooks go. */
export function outsideOf(file: unknown): Outside {
  const { chat, people } = isMapping(file) ? file : {};
  const entries = (value: unknown) => (isMapping(value) ? Object.entries(value) : []);
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    platforms: new Map(
      entries(chat).map(([instance, one]) => [instance, (isMapping(one) && text(one.platform)) || '']),
    ),
    people: new Map(
      entries(people).map(([id, one]) => {
        const person = isMapping(one) ? one : {};
        return [id, { name: text(person.name) ?? id, email: text(person.email) }];
      }),
    ),
  };
}

/** @returns the provider instance by which mail goes out where none is named; undefined when none or several could. */
export function mailInstance({ platforms }: Pick<Outside, 'platforms'>): string | undefined {
  const [first, ...others] = [...platforms].filter(([, platform]) => platform === 'email');
  return others.length === 0 ? first?.[0] : undefined;
}

/** @returns whether who has an e-mail address is paged by it, where nothing else reaches them. */
export function pagesByMail({ chat }: Pick<TenantConfig, 'chat'>): boolean {
  const platforms = new Map([...chat].map(([instance, { platform }]) => [instance, platform]));
  return mailInstance({ platforms }) !== undefined;
}

/**
 * @param text a target as written.
 * @returns it as it is paged, or why it cannot be; undefined when it is neither a mail nor a webhook.
 */
export function outsideTarget(text: string, outside: Outside): StepTarget | string | undefined {
  const [, hook] = WEBHOOK_PATTERN.exec(text) ?? [];
  if (hook !== undefined) return webhookTarget(hook, outside);
  const [, named, who] = EMAIL_PATTERN.exec(text) ?? [];
  if (who === undefined) return undefined;
  const instance = named ?? mailInstance(outside);
  if (instance === undefined || outside.platforms.get(instance) !== 'email') {
    return named === undefined
      ? 'needs exactly one provider instance of the platform email; of several name one, as in email:mail/ana'
      : `there is no provider instance "${named}" of the platform email.`;
  }
  if (who.includes('@')) return { kind: 'channel', instance, channel: who, label: who };
  const person = outside.people.get(who);
  if (!person) return `there is no person "${who}".${didYouMean(who, outside.people.keys())}`;
  if (person.email === undefined) return `people.${who} has no \`email\`: give them one`;
  return {
    kind: 'person',
    person: { id: who, name: person.name },
    contacts: [{ instance, user: person.email }],
    only: instance,
  };
}

function webhookTarget(instance: string, { platforms }: Outside): StepTarget | string {
  const hooks = [...platforms].filter(([, platform]) => platform === 'webhook').map(([name]) => name);
  if (!hooks.includes(instance)) {
    return `there is no provider instance "${instance}" of the platform webhook.${didYouMean(instance, hooks)}`;
  }
  return { kind: 'channel', instance, channel: instance, label: `webhook ${instance}` };
}
