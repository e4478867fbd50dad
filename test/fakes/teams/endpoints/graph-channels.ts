import { textOf, type Json } from '../json.ts';
import { TeamsRefusal, type FakeChannel, type FakeTeam, type Organisation } from '../organisation.ts';
import type { Call, Endpoint, EndpointAnswer } from './endpoint.ts';

export function teamAt(organisation: Organisation, group: string): FakeTeam {
  const team = [...organisation.teams.values()].find((one) => one.group === group);
  if (!team) throw new TeamsRefusal(404, 'NotFound', 'No team found with Group Id.');
  return team;
}

export function channelAt(organisation: Organisation, group: string, id: string): FakeChannel {
  const channel = organisation.channels.get(id);
  if (channel?.team !== teamAt(organisation, group))
    throw new TeamsRefusal(404, 'NotFound', 'channel not found');
  return channel;
}

/** Lists leave out whether a channel is archived. */
function shown(channel: FakeChannel, whole: boolean): Json {
  return {
    id: channel.id,
    displayName: channel.name,
    description: channel.topic || null,
    createdDateTime: new Date(channel.createdAt).toISOString(),
    membershipType: channel.isPrivate ? 'private' : 'standard',
    ...(whole && { isArchived: channel.archived }),
  };
}

function userOf(member: Json): string {
  return /users\('([^']+)'\)/.exec(String(member['user@odata.bind']))?.[1] ?? '';
}

function create(organisation: Organisation, group: string, body: Json): EndpointAnswer {
  const team = teamAt(organisation, group);
  const name = String(body['displayName']);
  if (name.length > 50 || /[~#%&*{}+/\\:<>?|'".]/.test(name))
    throw new TeamsRefusal(400, 'BadRequest', 'Invalid name.');
  const same = (one: FakeChannel) => one.team === team && one.name.toLowerCase() === name.toLowerCase();
  if ([...organisation.channels.values()].some(same))
    throw new TeamsRefusal(400, 'BadRequest', 'Channel name already existed, please use other name.');
  const isPrivate = body['membershipType'] === 'private';
  const owners = ((body['members'] ?? []) as Json[]).map(userOf);
  if (isPrivate && owners.length === 0)
    throw new TeamsRefusal(400, 'BadRequest', 'At least one owner is required for a private channel.');
  const channel = organisation.addChannel(name, team, {
    isPrivate,
    topic: textOf(body, 'description'),
  });
  for (const owner of owners) channel.members.add(owner);
  return { status: 201, body: shown(channel, false) };
}

function list(organisation: Organisation, { path, query }: Call): EndpointAnswer {
  const wanted = /^displayName eq '(.*)'$/.exec(query.get('$filter') ?? '')?.[1]?.replaceAll("''", "'");
  const team = teamAt(organisation, path[1] ?? '');
  const own = [...organisation.channels.values()].filter((channel) => channel.team === team);
  const found = own.filter(({ name }) => wanted === undefined || name.toLowerCase() === wanted.toLowerCase());
  return { body: { value: found.map((channel) => shown(channel, false)) } };
}

/** /teams/{group}/channels: https://learn.microsoft.com/graph/api/resources/channel */
export const graphChannels: Endpoint = (organisation, call) => {
  const { method, path, body } = call;
  const [kind, group = '', what, id, then] = path;
  if (kind !== 'teams' || what !== 'channels') return undefined;
  if (id === undefined)
    return method === 'POST' ? create(organisation, group, body) : list(organisation, call);
  if (then !== undefined && then !== 'archive') return undefined;
  const channel = channelAt(organisation, group, id);
  if (then === 'archive') {
    if (channel.archived) throw new TeamsRefusal(400, 'BadRequest', 'Channel is already archived.');
    channel.archived = true;
    return { status: 202, body: '' };
  }
  if (method === 'PATCH') {
    const topic = textOf(body, 'description');
    if (topic.length > 1024) throw new TeamsRefusal(400, 'BadRequest', 'Description is too long.');
    channel.topic = topic;
    return { status: 204, body: '' };
  }
  return { body: shown(channel, true) };
};

/** POST /teams/{group}/members and /teams/{group}/channels/{id}/members. */
export const graphMembers: Endpoint = (organisation, { method, path, body }) => {
  const [kind, group = '', ...rest] = path;
  if (method !== 'POST' || kind !== 'teams' || rest.at(-1) !== 'members') return undefined;
  const channel = rest[0] === 'channels' ? channelAt(organisation, group, rest[1] ?? '') : undefined;
  const user = organisation.user(userOf(body));
  if (!user) throw new TeamsRefusal(404, 'NotFound', 'The user is not in the directory.');
  const members = channel?.members ?? teamAt(organisation, group).members;
  if (members.has(user.id)) throw new TeamsRefusal(409, 'Conflict', 'The member is there already.');
  members.add(user.id);
  return { status: 201, body: { id: 'membership', userId: user.id } };
};
