import { z } from 'zod';
import { ChatError } from '../error.ts';

/** What Muster reads of an activity (https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability); Teams adds fields at will. */
const id = z.string().min(1).max(1000);
const text = z.string().max(100_000);
const name = z.string().max(1000).nullish().catch(undefined);

const account = z.object({ id, name, aadObjectId: id.nullish(), tenantId: id.nullish().catch(undefined) });

export const activitySchema = z.object({
  type: id,
  name: z.string().max(200).nullish(),
  id: id.nullish(),
  channelId: id,
  serviceUrl: z.url({ protocol: /^https?$/ }).max(2000),
  from: account,
  recipient: account.nullish(),
  conversation: z.object({
    id,
    conversationType: z.string().max(100).nullish(),
    tenantId: id.nullish(),
    name,
  }),
  channelData: z
    .object({
      tenant: z.object({ id }).nullish(),
      team: z.object({ id, aadGroupId: id.nullish().catch(undefined), name }).nullish(),
      channel: z.object({ id, name, type: z.string().max(100).nullish().catch(undefined) }).nullish(),
      eventType: z.string().max(200).nullish().catch(undefined),
    })
    .nullish(),
  action: z.string().max(100).nullish().catch(undefined),
  text: text.nullish(),
  replyToId: id.nullish().catch(undefined),
  value: z.unknown().optional(),
  entities: z
    .array(z.looseObject({ type: z.string().max(200).nullish().catch(undefined) }))
    .nullish()
    .catch(undefined),
  localTimezone: z.string().max(100).nullish().catch(undefined),
  membersAdded: z.array(account).nullish().catch(undefined),
  membersRemoved: z.array(account).nullish().catch(undefined),
  reactionsAdded: z.array(z.object({ type: z.string().min(1).max(200) })).nullish(),
});

export type TeamsActivity = z.infer<typeof activitySchema>;

/** What Teams tells of the app in which somebody does something, among an activity's entities. */
export const clientInfo = z.object({ type: z.literal('clientInfo'), timezone: z.string().min(1).max(100) });

/** A mention among an activity's entities: who, and the words in the text that stand for them. */
export const mentionEntity = z.object({
  type: z.literal('mention'),
  mentioned: account,
  text: z.string().min(1).max(2000),
});

/** Value of the invoke adaptiveCard/action: a press of an Action.Execute. */
export const executeValue = z.object({
  action: z.object({ verb: z.string().max(200).nullish(), data: z.unknown().optional() }),
});

/** Value of task/fetch and task/submit. */
export const taskValue = z.object({ data: z.unknown().optional() });

/** A message that somebody pointed at, in what message extensions send. */
export const messagePayload = z.object({
  id,
  linkToMessage: z.string().max(4000).nullish().catch(undefined),
  body: z.object({ contentType: z.string().max(50).nullish(), content: text.nullish() }).nullish(),
  from: z
    .object({ user: z.object({ id: id.nullish(), displayName: name }).nullish() })
    .nullish()
    .catch(undefined),
  attachments: z
    .array(z.object({ name, contentUrl: z.string().max(4000).nullish() }))
    .nullish()
    .catch(undefined),
});

/** Value of composeExtension/fetchTask and composeExtension/submitAction. */
export const extensionValue = z.object({
  commandId: z.string().min(1).max(64),
  data: z.unknown().optional(),
  messagePayload: messagePayload.nullish(),
});

/** Value of composeExtension/queryLink. */
export const linkValue = z.object({ url: z.string().min(1).max(4000) });

/**
 * Holds what Teams sent to its schema.
 * @throws ChatError `invalid_webhook`, naming the fields that are wrong, never their contents.
 */
export function conforming<T>(schema: z.ZodType<T>, given: unknown, what: string): T {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const paths = read.error.issues.map((issue) => issue.path.join('.') || 'type').slice(0, 5);
  throw new ChatError(
    'invalid_webhook',
    `The ${what} from Teams cannot be read: look at ${paths.join(', ')}.`,
  );
}

/** @returns the activity in a request's bytes. @throws ChatError `invalid_webhook`. */
export function readActivity(body: Uint8Array): TeamsActivity {
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ChatError('invalid_webhook', 'The request from Teams cannot be read: it is no JSON in UTF-8.');
  }
  return conforming(activitySchema, given, 'activity');
}

/** @returns the tenant (organisation) that an activity is from; undefined when it names none. */
export function tenantOf({ channelData, conversation }: TeamsActivity): string | undefined {
  return channelData?.tenant?.id ?? conversation.tenantId ?? undefined;
}

/** @returns the id by which Muster knows a user: the object id in Entra, by which people can be configured too. */
export function userId(account: { id: string; aadObjectId?: string | null | undefined }): string {
  return account.aadObjectId?.toLowerCase() ?? account.id;
}
