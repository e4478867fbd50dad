// The file of auth.test is named otherwise: the test runner would take it for a test.
import { authTest } from './authTest.ts';
import { bookmarksAdd } from './bookmarks.add.ts';
import { bookmarksList } from './bookmarks.list.ts';
import { chatDelete } from './chat.delete.ts';
import { chatGetPermalink } from './chat.getPermalink.ts';
import { chatPostEphemeral } from './chat.postEphemeral.ts';
import { chatPostMessage } from './chat.postMessage.ts';
import { chatUnfurl } from './chat.unfurl.ts';
import { chatUpdate } from './chat.update.ts';
import { conversationsArchive } from './conversations.archive.ts';
import { conversationsCreate } from './conversations.create.ts';
import { conversationsHistory } from './conversations.history.ts';
import { conversationsInfo } from './conversations.info.ts';
import { conversationsInvite } from './conversations.invite.ts';
import { conversationsJoin } from './conversations.join.ts';
import { conversationsList } from './conversations.list.ts';
import { conversationsOpen } from './conversations.open.ts';
import { conversationsReplies } from './conversations.replies.ts';
import { conversationsSetTopic } from './conversations.setTopic.ts';
import type { Endpoint } from './endpoint.ts';
import { pinsAdd } from './pins.add.ts';
import { usersInfo } from './users.info.ts';
import { usersLookupByEmail } from './users.lookupByEmail.ts';
import { viewsOpen } from './views.open.ts';
import { viewsPublish } from './views.publish.ts';

/** The methods that the fake has; any other is `unknown_method`, as at Slack. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'auth.test': authTest,
  'bookmarks.add': bookmarksAdd,
  'bookmarks.list': bookmarksList,
  'chat.delete': chatDelete,
  'chat.getPermalink': chatGetPermalink,
  'chat.postEphemeral': chatPostEphemeral,
  'chat.postMessage': chatPostMessage,
  'chat.unfurl': chatUnfurl,
  'chat.update': chatUpdate,
  'conversations.archive': conversationsArchive,
  'conversations.create': conversationsCreate,
  'conversations.history': conversationsHistory,
  'conversations.info': conversationsInfo,
  'conversations.invite': conversationsInvite,
  'conversations.join': conversationsJoin,
  'conversations.list': conversationsList,
  'conversations.open': conversationsOpen,
  'conversations.replies': conversationsReplies,
  'conversations.setTopic': conversationsSetTopic,
  'pins.add': pinsAdd,
  'users.info': usersInfo,
  'users.lookupByEmail': usersLookupByEmail,
  'views.open': viewsOpen,
  'views.publish': viewsPublish,
};
