import { channelPosts } from './channels.posts.ts';
import { createChannel } from './channels.create.ts';
import { createBookmark, listBookmarks } from './channels.bookmarks.ts';
import { createDirect } from './channels.direct.ts';
import { deleteChannel } from './channels.delete.ts';
import { getChannel, getChannelByName } from './channels.get.ts';
import { addMember, myMembership } from './channels.members.ts';
import { patchChannel } from './channels.patch.ts';
import { createCommand, listCommands, updateCommand } from './commands.ts';
import { clientConfig } from './config.ts';
import { openDialog } from './dialogs.open.ts';
import type { Endpoint } from './endpoint.ts';
import { createPost } from './posts.create.ts';
import { deletePost } from './posts.delete.ts';
import { createEphemeral } from './posts.ephemeral.ts';
import { getPost } from './posts.get.ts';
import { patchPost } from './posts.patch.ts';
import { pinPost } from './posts.pin.ts';
import { getTeam } from './teams.get.ts';
import { getUserByEmail } from './users.email.ts';
import { myChannels } from './users.channels.ts';
import { getUser } from './users.get.ts';
import { getUsersByIds } from './users.ids.ts';
import { getUsersByNames } from './users.usernames.ts';

/** By method and path under `/api/v4`; what begins with a colon is any part. The first that fits answers. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'POST /posts': createPost,
  'POST /posts/ephemeral': createEphemeral,
  'GET /posts/:post': getPost,
  'PUT /posts/:post/patch': patchPost,
  'DELETE /posts/:post': deletePost,
  'POST /posts/:post/pin': pinPost,
  'POST /users/usernames': getUsersByNames,
  'POST /users/ids': getUsersByIds,
  'GET /users/me/teams/:team/channels': myChannels,
  'GET /users/email/:email': getUserByEmail,
  'GET /users/:user': getUser,
  'GET /teams/name/:name': getTeam,
  'GET /teams/:team': getTeam,
  'GET /teams/:team/channels/name/:name': getChannelByName,
  'POST /channels': createChannel,
  'POST /channels/direct': createDirect,
  'GET /channels/:channel': getChannel,
  'PUT /channels/:channel/patch': patchChannel,
  'DELETE /channels/:channel': deleteChannel,
  'GET /channels/:channel/posts': channelPosts,
  'POST /channels/:channel/members': addMember,
  'GET /channels/:channel/members/me': myMembership,
  'GET /channels/:channel/bookmarks': listBookmarks,
  'POST /channels/:channel/bookmarks': createBookmark,
  'POST /actions/dialogs/open': openDialog,
  'GET /commands': listCommands,
  'POST /commands': createCommand,
  'PUT /commands/:command': updateCommand,
  'GET /config/client': clientConfig,
};
