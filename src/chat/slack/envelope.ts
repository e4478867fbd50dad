import { readInbound, type Surface } from './read.ts';

/** Socket Mode's names of the ways in (https://docs.slack.dev/apis/events-api/using-socket-mode). */
export const SURFACE_OF: Readonly<Record<string, Surface>> = {
  slash_commands: 'commands',
  interactive: 'interactions',
  events_api: 'events',
};

/** What Slack's client hands over of one thing that came by Socket Mode. */
export interface Envelope {
  readonly type: string;
  readonly body: unknown;
  readonly envelope_id: string;
  readonly ack: (payload?: object) => Promise<void>;
}

/** @returns the delivery id of what came; undefined where it has none or cannot be read. */
export function deliveryOf({ type, body }: Pick<Envelope, 'type' | 'body'>): string | undefined {
  const surface = SURFACE_OF[type];
  if (!surface) return undefined;
  try {
    const inbound = readInbound(surface, body);
    return 'deliveryId' in inbound ? inbound.deliveryId : undefined;
  } catch {
    return undefined;
  }
}
