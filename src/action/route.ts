import type { ChannelTarget } from '../escalation/policy.ts';
import type { TicketRoute } from '../tracker/route.ts';

/** Where word goes of how runs ended: a channel (of a chat, an address of e-mail, a webhook), or a bug tracker. */
export type Route = ChannelTarget | { readonly kind: 'ticket'; readonly ticket: TicketRoute };
