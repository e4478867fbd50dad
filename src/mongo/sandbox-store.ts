import { randomBytes } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import type { InstanceContext } from '../chat/platform.ts';
import type { SandboxChannel, SandboxMessage, SandboxStore } from '../chat/sandbox/store.ts';
import { insertOnce } from './insert-once.ts';
import { createSandboxLog } from './sandbox-log.ts';

/** A document of one instance: `_id` begins with the scope. */
type Scoped<T> = T & { _id: string; scope: string };

interface Mark {
  readonly kind: 'member' | 'pin';
  readonly channel: string;
  /** The user or the message. */
  readonly subject: string;
}

function collections(db: Db) {
  return {
    secrets: db.collection<{ _id: string; secret: string }>('sandbox_secrets'),
    channels: db.collection<Scoped<SandboxChannel>>('sandbox_channels'),
    messages: db.collection<Scoped<SandboxMessage>>('sandbox_messages'),
    marks: db.collection<Scoped<Mark>>('sandbox_marks'),
  };
}

/** Creates the sandbox's missing indexes. May run on many replicas at once. */
export async function ensureSandboxIndexes(db: Db): Promise<void> {
  const { channels, messages, marks } = collections(db);
  await channels.createIndex({ scope: 1 }, undefined, undefined);
  await messages.createIndex({ scope: 1, channel: 1, inChannel: 1, order: -1 }, undefined, undefined);
  await messages.createIndex({ scope: 1, thread: 1, order: -1 }, undefined, undefined);
  await marks.createIndex({ scope: 1, kind: 1, channel: 1 }, undefined, undefined);
  await marks.createIndex({ scope: 1, kind: 1, subject: 1 }, undefined, undefined);
}

function plain<T>({ _id, scope: _scope, ...rest }: Scoped<T>): T {
  return rest as T;
}

async function found<T extends object>(
  collection: Collection<Scoped<T>>,
  _id: string,
): Promise<T | undefined> {
  const document = await (collection as unknown as Collection<{ _id: string }>).findOne({ _id });
  return document ? plain(document as unknown as Scoped<T>) : undefined;
}

/**
 * The sandbox's state. All that one instance needs at every step is looked up by `_id`; only opening a channel, a thread
 * or the page searches.
 */
export function createSandboxStore(db: Db, { tenant, instance }: InstanceContext): SandboxStore {
  const { secrets, channels, messages, marks } = collections(db);
  const scope = `${encodeURIComponent(tenant)}:${encodeURIComponent(instance)}`;
  const idOf = (...parts: string[]): string => [scope, ...parts].join(':');
  const log = createSandboxLog(db, scope);

  async function mark(kind: Mark['kind'], channel: string, subject: string): Promise<void> {
    const added = await insertOnce(marks, {
      _id: idOf(kind, channel, subject),
      scope,
      kind,
      channel,
      subject,
    });
    if (added) await log.append({ kind: 'channel', channel });
  }

  async function marked(filter: Partial<Mark>): Promise<Mark[]> {
    return (await marks.find({ scope, ...filter }).toArray()).map(plain);
  }

  return {
    async secret() {
      const known = await secrets.findOne({ _id: scope });
      if (known) return known.secret;
      await insertOnce(secrets, { _id: scope, secret: randomBytes(32).toString('hex') });
      return (await secrets.findOne({ _id: scope }))?.secret ?? '';
    },

    async addChannel(channel) {
      const added = await insertOnce(channels, { ...channel, _id: idOf(channel.id), scope });
      if (added) await log.append({ kind: 'channel', channel: channel.id });
      return added;
    },
    channel: (id) => found(channels, idOf(id)),
    async channels() {
      return (await channels.find({ scope }).sort({ createdAt: 1, _id: 1 }).toArray()).map(plain);
    },
    async changeChannel(id, change) {
      await channels.updateOne({ _id: idOf(id) }, { $set: change });
      await log.append({ kind: 'channel', channel: id });
    },
    addMember: (channel, user) => mark('member', channel, user),
    async isMember(channel, user) {
      return (await marks.findOne({ _id: idOf('member', channel, user) })) !== null;
    },
    async members(channel) {
      return (await marked({ kind: 'member', channel })).map((one) => one.subject);
    },
    async memberships(user) {
      return (await marked({ kind: 'member', subject: user })).map((one) => one.channel);
    },

    async addMessage(message) {
      const _id = idOf(message.id);
      const added = await insertOnce(messages, { ...message, _id, scope });
      // Appended for a repetition too: the first try may have died before it told anybody.
      await log.append({ kind: 'message', channel: message.channel, message: message.id });
      return added ? message : ((await found(messages, _id)) ?? message);
    },
    message: (id) => found(messages, idOf(id)),
    async changeMessage(id, change) {
      const changed = await messages.findOneAndUpdate({ _id: idOf(id) }, { $set: change });
      if (changed) await log.append({ kind: 'message', channel: changed.channel, message: id });
    },
    addPin: (channel, message) => mark('pin', channel, message),

    async history(channel, limit) {
      const newest = await messages
        .find({ scope, channel, inChannel: true })
        .sort({ order: -1 })
        .limit(limit)
        .toArray();
      const shown = newest.reverse().map(plain);
      const replies: Record<string, string[]> = {};
      const answers = await messages
        .find({ scope, thread: { $in: shown.map((message) => message.id) }, deleted: { $ne: true } })
        .project<{ id: string; thread: string }>({ id: 1, thread: 1, order: 1 })
        .sort({ order: 1 })
        .toArray();
      for (const { id, thread } of answers) (replies[thread] ??= []).push(id);
      const pins = (await marked({ kind: 'pin', channel })).map((one) => one.subject);
      return { messages: shown.filter((message) => !message.deleted), replies, pins };
    },
    async thread(root, limit) {
      const newest = await messages.find({ scope, thread: root }).sort({ order: -1 }).limit(limit).toArray();
      return newest
        .reverse()
        .map(plain)
        .filter((message) => !message.deleted);
    },

    announceModal: (user, trigger, modal) => log.append({ kind: 'modal', user, trigger, modal }),
    head: () => log.head(),
    changesAfter: (position) => log.after(position),
  };
}
