import type { Request, Router } from 'express';
import { onlyMethod } from '../method.ts';
import type { Rosters } from '../rosters.ts';
import type { Swapping } from '../swapping.ts';
import type { Once } from './idempotency.ts';
import { bodyOf, unlessDenied, valid } from './request.ts';
import { toSwap } from './schedule-resource.ts';
import { swapBody } from './schedule-schema.ts';
import { callerIn } from './token.ts';

export interface SwapRoutes {
  readonly rosters: Pick<Rosters, 'one'>;
  readonly swapping: Swapping;
  readonly once: Once;
}

/** Offers of shifts: only who is asked accepts one, or who may decide for others. */
export function addSwapRoutes(router: Router, { rosters, swapping, once }: SwapRoutes): void {
  const named = (request: Request): string => String(request.params.schedule);
  const offer = (request: Request): string => String(request.params.swap);

  router
    .route('/api/v1/schedules/:schedule/swaps')
    .get(async (request, response) => {
      const who = callerIn(response);
      const { schedule } = unlessDenied(await rosters.one(who, named(request)));
      const open = unlessDenied(await swapping.open(who, schedule.id));
      response.json({ swaps: open.map(toSwap) });
    })
    .post(async (request, response) => {
      const who = callerIn(response);
      const { asker, other, shift, inReturn } = valid(swapBody, bodyOf(request), 'body');
      await once(request, response, { action: 'swap:ask' }, async () => {
        const { schedule } = unlessDenied(await rosters.one(who, named(request)));
        const made = unlessDenied(
          await swapping.request(who, schedule.id, {
            other,
            ...(asker !== undefined && { asker }),
            ...(shift !== undefined && { shift: Date.parse(shift) }),
            ...(inReturn && {
              inReturn: {
                ...(inReturn.schedule !== undefined && { schedule: inReturn.schedule }),
                ...(inReturn.shift !== undefined && { shift: Date.parse(inReturn.shift) }),
              },
            }),
          }),
        );
        const location = `/api/v1/schedules/${schedule.id}/swaps/${made.offer.id}`;
        return { status: 201, body: toSwap(made), location };
      });
    })
    .all(onlyMethod('GET, POST'));

  router
    .route('/api/v1/schedules/:schedule/swaps/:swap')
    .get(async (request, response) => {
      const who = callerIn(response);
      response.json(toSwap(unlessDenied(await swapping.one(who, named(request), offer(request)))));
    })
    .delete(async (request, response) => {
      const who = callerIn(response);
      unlessDenied(await swapping.one(who, named(request), offer(request)));
      response.json(toSwap(unlessDenied(await swapping.decide(who, offer(request), false))));
    })
    .all(onlyMethod('GET, DELETE'));

  for (const [word, yes] of [
    ['accept', true],
    ['decline', false],
  ] as const) {
    router
      .route(`/api/v1/schedules/:schedule/swaps/:swap/${word}`)
      .post(async (request, response) => {
        const who = callerIn(response);
        await once(request, response, { action: `swap:${word}` }, async () => {
          unlessDenied(await swapping.one(who, named(request), offer(request)));
          const body = toSwap(unlessDenied(await swapping.decide(who, offer(request), yes)));
          return { status: 200, body };
        });
      })
      .all(onlyMethod('POST'));
  }
}
