import { textOf, type Json } from '../json.ts';
import { TeamsRefusal, type FakeMessage, type Organisation } from '../organisation.ts';
import type { Endpoint } from './endpoint.ts';
import { channelAt } from './graph-channels.ts';

function shown(organisation: Organisation, { id, at, activity, from }: FakeMessage): object {
  const user = organisation.user(from);
  const attachments = ((activity['attachments'] ?? []) as Json[]).map(({ content, ...rest }) => ({
    ...rest,
    content: content === undefined ? null : JSON.stringify(content),
  }));
  return {
    id,
    createdDateTime: new Date(at).toISOString(),
    lastModifiedDateTime: new Date(at).toISOString(),
    deletedDateTime: null,
    webUrl: `https://teams.microsoft.com/l/message/x/${id}`,
    from: user
      ? { user: { id: user.id, displayName: user.name } }
      : { application: { displayName: 'Muster' } },
    body: { contentType: 'html', content: textOf(activity, 'text') || '<attachment id="1"></attachment>' },
    attachments,
  };
}

/** GET /teams/{group}/channels/{id}/messages, one of them, and its replies: https://learn.microsoft.com/graph/api/channel-list-messages */
export const graphMessages: Endpoint = (organisation, { method, path, query, base }) => {
  const [kind, group = '', channels, id = '', what, message, then, reply] = path;
  if (method !== 'GET' || kind !== 'teams' || channels !== 'channels' || what !== 'messages')
    return undefined;
  const channel = channelAt(organisation, group, id);
  const own = organisation.messages.filter((one) => one.conversation === channel.id);
  const wanted = reply ?? (then === undefined ? message : undefined);
  if (wanted !== undefined) {
    const found = own.find((one) => one.id === wanted);
    if (!found) throw new TeamsRefusal(404, 'NotFound', 'NotFound');
    return { body: shown(organisation, found) };
  }
  const all = own.filter((one) => one.root === (then === 'replies' ? message : undefined)).reverse();
  const from = Number(query.get('$skiptoken') ?? 0);
  const page = all.slice(from, from + organisation.pageSize);
  const next = new URLSearchParams({ $top: '50', $skiptoken: String(from + page.length) });
  const more = from + page.length < all.length;
  const here = path.map(encodeURIComponent).join('/');
  return {
    body: {
      value: page.map((one) => shown(organisation, one)),
      ...(more && { '@odata.nextLink': `${base}/${here}?${next.toString()}` }),
    },
  };
};
