import type { Post } from '@mattermost/types/posts';
import type { Quoted } from '../quoted.ts';

/**
 * @param post as the REST API gives it.
 * @param url of the server. @param team its name in addresses.
 * @returns a message of people; its files by their addresses, which need a session of the reader's own.
 */
export function quoted(
  post: Post,
  author: { readonly id: string; readonly name?: string },
  url: string,
  team: string,
): Quoted {
  const ref = { channel: post.channel_id, id: post.id };
  // Older servers leave the metadata out.
  const { files: attached } = (post.metadata as Partial<Post['metadata']> | undefined) ?? {};
  const files = (attached ?? []).map(({ id, name }) => ({
    name,
    link: `${url}/api/v4/files/${id}`,
  }));
  return {
    ref,
    ...(post.root_id && { thread: { channel: post.channel_id, id: post.root_id } }),
    text: post.message,
    author: { id: author.id, ...(author.name && { name: author.name }) },
    link: `${url}/${team}/pl/${post.id}`,
    ...(files.length > 0 && { files }),
  };
}
