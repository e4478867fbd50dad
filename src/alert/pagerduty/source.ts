import { createHash } from 'node:crypto';
import { z } from 'zod';
import { byAddress } from '../../inbox/by-address.ts';
import type { Delivery, Verdict } from '../../inbox/delivery.ts';
import type { Guide, GuideContext } from '../../inbox/guide.ts';
import { Refused } from '../../inbox/refused.ts';
import type { Arrival, SenderAnswer, Source } from '../../inbox/source.ts';
import { madeWith } from '../../signature/shared-secret.ts';
import { parseEvent } from './event.ts';
import { dedupKeyOf, readPagerDuty } from './read.ts';
import { sampleEvent } from './sample.ts';

const secret = z.string().min(8, 'must have at least 8 characters').meta({ secret: true });

const settings = z.strictObject({
  routingKey: secret
    .optional()
    .describe(
      'The routing key that events must have, as ${ENV_NAME}. Absent: any, for the address is secret already.',
    ),
  previousRoutingKey: secret.optional().describe('While it is replaced: the one before.'),
});

type PagerDutySettings = z.infer<typeof settings>;

/**
 * An endpoint that takes the events of PagerDuty's Events API v2 and answers as PagerDuty does, for senders that know
 * PagerDuty: their address is changed, nothing else.
 * Source: https://developer.pagerduty.com/docs/events-api-v2-overview
 */
export const pagerduty: Source<PagerDutySettings> = {
  name: 'pagerduty',
  title: 'Senders of PagerDuty events (Events API v2)',
  brings: ['alerts'],
  settings,
  headers: ['content-type', 'user-agent'],
  create: (configured) => ({
    verify: (arrival) => verify(arrival, configured),
    // The same bytes may come again for another fault: nothing in an event tells it from one that is sent anew.
    key: ({ body, receivedAt }) =>
      `${createHash('sha256').update(body).digest('hex').slice(0, 32)}@${receivedAt}`,
    answer,
    read: readPagerDuty,
  }),
  guide,
  sample: sampleEvent,
};

function verify({ body }: Arrival, { routingKey, previousRoutingKey }: PagerDutySettings): Verdict {
  if (routingKey === undefined) return byAddress();
  const read = parseEvent(body);
  // What is no event is told so by the answer, as PagerDuty does.
  if ('invalid' in read) return byAddress();
  return madeWith(read.event.routingKey, [routingKey, previousRoutingKey], (known) => known)
    ? { verified: true, by: 'token' }
    : { verified: false, reason: 'the routing_key is not that of the setting routingKey' };
}

/** @returns what PagerDuty answers. @throws Refused with status 400, after which no sender tries again. */
function answer({ body }: Delivery): SenderAnswer {
  const read = parseEvent(body);
  if ('invalid' in read) throw new Refused(400, read.invalid, read.invalid.errors.join(', '));
  const dedup_key = dedupKeyOf(read.event, body);
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key } };
}

function guide({ routingKey }: PagerDutySettings, { integration, address }: GuideContext): Guide {
  const isFree = routingKey === undefined;
  const setting = `integrations.${integration}.routingKey`;
  const key = isFree ? '0'.repeat(32) : '<routing key>';
  return {
    documentation: 'https://developer.pagerduty.com/docs/events-api-v2-overview',
    steps: [
      {
        text: 'Where the sender lets you set the whole address of the Events API, put this one in place of https://events.pagerduty.com/v2/enqueue.',
        copy: `${address}/v2/enqueue`,
      },
      {
        text: 'Where it lets you set only the part before /v2/enqueue, put this one in place of https://events.pagerduty.com.',
        copy: address,
      },
      {
        text: isFree
          ? 'The integration key (routing key) may stay as it is; of a new sender it is any text of 32 characters.'
          : `The integration key (routing key) must be what ${setting} has: events with another one are refused.`,
      },
      {
        text: 'For example, in alertmanager.yml:',
        copy: `receivers:\n  - name: muster-${integration}\n    pagerduty_configs:\n      - url: ${address}/v2/enqueue\n        routing_key: ${key}\n        send_resolved: true`,
      },
      {
        text: 'What a sender does when it is not answered with 202 is its own: those that know PagerDuty send again after 429 and 500 to 599, and not after 400, which says what is wrong with the event. Muster cannot have it sent again; the same dedup_key sent twice is one alert.',
      },
      {
        text: `Try it${isFree ? '' : `, with the routing key that ${setting} has`}: the answer has "status":"success".`,
        copy: `curl -H 'Content-Type: application/json' -d '{"routing_key":"${key}","event_action":"trigger","dedup_key":"try","payload":{"summary":"Trying Muster","source":"curl","severity":"info"}}' ${address}/v2/enqueue`,
      },
    ],
  };
}
