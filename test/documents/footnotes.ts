/** Why a platform lacks something, with where its vendor says so, and what Muster does instead. By column and row. */
export const FOOTNOTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Sandbox: {
    reading:
      'The sandbox is for first use, training and game days; nobody’s messages are read there. `/im note` puts words on a timeline.',
    home: 'The page `/incidents` and `/im list --mine` show the same.',
    previews: 'An address is a link.',
    bookmarks: 'The card is pinned, and has the address.',
    shortcut: 'See reading of messages.',
    reaction: 'See reading of messages.',
    links: 'See previews.',
    suggest: 'Forms have lists; the composer completes `/im` itself.',
    listens: 'Its page is served by Muster.',
  },
  Slack: {
    listens: 'Socket Mode, for those without a public address; otherwise Slack sends to Muster’s.',
    deduplication:
      'Slack has no idempotency key ([slack-api-specs#10](https://github.com/slackapi/slack-api-specs/issues/10)): the key travels in the message’s metadata, by which it is looked up.',
  },
  Discord: {
    privateReplies:
      'Only the answer to an interaction can be for one person ([receiving and responding](https://docs.discord.com/developers/interactions/receiving-and-responding)). Answers that are given at once are; what comes later goes to the person directly.',
    home: 'Apps have no page in Discord ([overview of apps](https://docs.discord.com/developers/quick-start/overview-of-apps)). `/im list --mine` answers the same.',
    previews:
      'Apps are told of no addresses in messages and can add nothing below them ([gateway events](https://docs.discord.com/developers/events/gateway-events)). `/im status` shows the card, `/im find https://…` what is on record of any other address.',
    bookmarks:
      'Channels have none ([channel resource](https://docs.discord.com/developers/resources/channel)). The card is pinned, and has the address.',
    links: 'See previews.',
    deduplication:
      'Discord recognises a nonce for a few minutes only ([create message](https://docs.discord.com/developers/resources/message#create-message)); after that the key is looked for in the messages.',
  },
  Teams: {
    'channel management':
      'Channels are made and described by Microsoft Graph ([create channel](https://learn.microsoft.com/graph/api/channel-post)), which an administrator has to permit. Without it an incident stands in the channels that exist.',
    'slash commands':
      'Apps have no slash commands of their own in channels: mention Muster, or type `/im` in the chat with it.',
    privateReplies:
      'A bot’s message in a channel is for all ([conversation basics](https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-basics)). Presses are answered in place for who pressed; everything else private comes in the chat with Muster.',
    pins: 'Apps can pin in chats, not in channels ([pinned messages](https://learn.microsoft.com/graph/api/chat-post-pinnedmessages)). The card stands at the head of its thread.',
    reading:
      'What people write that does not mention the bot is read by Microsoft Graph alone ([get message](https://learn.microsoft.com/graph/api/chatmessage-get)). Without it a message’s menu still declares an incident of it: Teams sends the message along.',
    home: 'A page of an app is a web page in a tab with a sign-in of its own ([tabs](https://learn.microsoft.com/microsoftteams/platform/tabs/what-are-tabs)). `list --mine` in the chat with Muster answers the same.',
    previews:
      'Nothing can be added below a message that was sent. While somebody writes an address they are offered the card, which goes with their message ([link unfurling](https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/link-unfurling)).',
    bookmarks:
      'What stands at the top of a channel are tabs, which need a web page made for Teams ([add tab](https://learn.microsoft.com/graph/api/channel-post-tabs)). The card has the address.',
    suggest: 'Forms and menus have lists.',
    listens: 'Teams sends to a public `https` address.',
    deduplication:
      'The Bot Connector has no idempotency key ([REST reference](https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference)). With Microsoft Graph a channel is looked through for the id that the card bears; without it a message may appear twice after a failure that leaves open whether it was sent.',
  },
  'Teams by webhooks': {
    '*': 'The address of a workflow takes messages and tells nothing of them; an outgoing webhook tells of mentions and takes one answer ([workflows](https://support.microsoft.com/office/8ae491c7-0394-4861-ba59-055e33f75498), [outgoing webhooks](https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook)). Every line is a message of its own, commands are typed after a mention, and people are paged on other platforms.',
  },
  Mattermost: {
    privateReplies:
      'Answers to commands and presses are private in any case. What comes later is a direct message, unless the bot has the permission `create_post_ephemeral`, which system administrators alone have by default ([create ephemeral post](https://developers.mattermost.com/api-documentation/#/operations/CreatePostEphemeral)).',
    home: 'Pages of an app are for plugins of the server ([plugins](https://developers.mattermost.com/integrate/plugins/)). `/im list --mine` answers the same.',
    previews:
      'Adding to messages of people is for plugins. `/im status` shows the card, `/im find https://…` what is on record of any other address.',
    bookmarks:
      'The server has them from 9.10 on with a licence ([bookmarks](https://docs.mattermost.com/collaborate/manage-channel-bookmarks.html)). Otherwise the card is pinned, and has the address.',
    shortcut:
      'The menu of a message is for plugins ([web app reference](https://developers.mattermost.com/integrate/reference/webapp/webapp-reference/)). An emoji puts a message on the timeline.',
    links: 'See previews.',
    suggest: 'Forms have lists, and `/im` is completed from a fixed one.',
    deduplication:
      'The server recognises a repeated post for 30 seconds (`pending_post_id`); after that the key is looked for in the posts’ props.',
  },
};
