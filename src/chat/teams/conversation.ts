/** Ids of conversations of Teams: a channel, and a thread of it as `19:…;messageid=<id of its first message>`. */
export interface Conversation {
  /** Without the thread. */
  readonly channel: string;
  /** Id of the message that began the thread. */
  readonly root?: string;
}

const THREAD = ';messageid=';

/** The inverse of {@link threadId}. */
export function readConversation(id: string): Conversation {
  const at = id.indexOf(THREAD);
  return at < 0 ? { channel: id } : { channel: id.slice(0, at), root: id.slice(at + THREAD.length) };
}

/** @returns the id of the conversation below a message. */
export function threadId(channel: string, root: string): string {
  return `${readConversation(channel).channel}${THREAD}${root}`;
}

/** @returns where a message stands: one that began a thread stands in the channel itself. */
export function refOf(conversation: string, id: string): { channel: string; id: string } {
  const { channel, root } = readConversation(conversation);
  return { channel: root === id ? channel : conversation, id };
}

/** Is it the id of a channel of a team? Only these have threads. */
export function isChannel(id: string): boolean {
  return /@thread\.(tacv2|skype)(;|$)/.test(id);
}

/** Is it the id of any conversation, rather than a name that people gave? */
export function isConversationId(nameOrId: string): boolean {
  return /^(19:|a:)\S+$/.test(nameOrId);
}
