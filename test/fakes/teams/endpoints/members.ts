import { TENANT, TeamsRefusal, type FakeUser, type Organisation } from '../organisation.ts';
import type { Endpoint } from './endpoint.ts';

function account({ id, mri, name, email, role }: FakeUser): object {
  return {
    id: mri,
    name,
    objectId: id,
    aadObjectId: id,
    email,
    userPrincipalName: email,
    userRole: role,
    tenantId: TENANT,
  };
}

function rosterOf(organisation: Organisation, conversation: string): FakeUser[] {
  const chat = organisation.chats.get(conversation);
  const channel = organisation.channels.get(conversation.replace(/;messageid=.*/, ''));
  if (chat === undefined && !channel?.team.installed)
    throw new TeamsRefusal(404, 'ConversationNotFound', 'Conversation not found.');
  const ids = chat === undefined ? [...organisation.membersOf(channel!)] : [chat];
  return ids.flatMap((id) => organisation.user(id) ?? []);
}

/** GET /v3/conversations/{id}/members/{user} and /pagedmembers. */
export const members: Endpoint = (organisation, { method, path, query }) => {
  const [version, kind, conversation = '', what, who] = path;
  if (method !== 'GET' || version !== 'v3' || kind !== 'conversations') return undefined;
  if (what === 'members' && who !== undefined) {
    const found = rosterOf(organisation, conversation).find(({ id, mri }) => id === who || mri === who);
    if (!found)
      throw new TeamsRefusal(404, 'MemberNotFoundInConversation', 'Member not found in conversation.');
    return { body: account(found) };
  }
  if (what !== 'pagedmembers') return undefined;
  const from = Number(query.get('continuationToken') ?? 0);
  const all = rosterOf(organisation, conversation);
  const page = all.slice(from, from + organisation.pageSize);
  const more = from + page.length < all.length;
  return {
    body: { members: page.map(account), ...(more && { continuationToken: String(from + page.length) }) },
  };
};
