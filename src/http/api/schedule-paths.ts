import { inPath, type Describing } from './describing.ts';
import * as schema from './schedule-schema.ts';

const schedule = inPath('schedule', 'payments');
const override = inPath('override', 'o-7kq2rx');
const swap = inPath('swap', 's-7kq2rx');

/** The addresses of on-call schedules. */
export function schedulePaths({ json, parameters, responses, read, idempotencyKey, body }: Describing) {
  const stretch = parameters(schema.stretchQuery);
  const answered = (operationId: string, summary: string) => ({
    post: {
      operationId,
      summary,
      parameters: [schedule, swap, idempotencyKey],
      responses: responses({ 200: { description: 'Taken', content: schema.swapResource } }, [
        'not_found',
        'impossible',
      ]),
    },
  });
  const feed = (what: string, parameter: object) => ({
    post: {
      operationId: `feedOf${what}`,
      summary: 'Make the address of an iCalendar, in place of the one that was made before',
      parameters: [parameter],
      responses: responses({ 201: { description: 'Made', content: schema.feedMadeResource } }, ['not_found']),
    },
    delete: {
      operationId: `endFeedOf${what}`,
      summary: 'End the address of an iCalendar',
      parameters: [parameter, ...parameters(schema.endFeedQuery)],
      responses: responses({ 200: { description: 'Ended', content: schema.feedEndedResource } }, [
        'not_found',
        'invalid',
      ]),
    },
  });
  return {
    '/api/v1/schedules': read('schedules', 'On-call schedules as they stand now', schema.schedulesResource),
    '/api/v1/unreachable': read(
      'unreachable',
      'Whom policies and schedules would have paged and no page could reach',
      schema.unreachableResource,
    ),
    '/api/v1/schedules/{schedule}': read(
      'schedule',
      'One on-call schedule as it stands now',
      schema.scheduleResource,
      { parameters: [schedule] },
      ['not_found'],
    ),
    '/api/v1/schedules/{schedule}/shifts': read(
      'shifts',
      'Who is on call in a time, gaps included',
      schema.shiftsResource,
      { parameters: [schedule, ...stretch] },
      ['not_found', 'invalid'],
    ),
    '/api/v1/schedules/{schedule}/gaps': read(
      'gaps',
      'When nobody is on call',
      schema.gapsResource,
      { parameters: [schedule, ...stretch] },
      ['not_found', 'invalid'],
    ),
    '/api/v1/shifts': read(
      'shiftsOfPerson',
      'When somebody is on call, by all schedules',
      schema.ownShiftsResource,
      { parameters: parameters(schema.ownShiftsQuery) },
      ['invalid'],
    ),
    '/api/v1/schedules/{schedule}/overrides': {
      ...read(
        'overrides',
        'Overrides that are not over',
        schema.overridesResource,
        { parameters: [schedule] },
        ['not_found'],
      ),
      post: {
        operationId: 'override',
        summary: 'Put somebody on call for a time',
        parameters: [schedule, idempotencyKey],
        requestBody: { required: true, content: json(schema.overrideBody, 'input') },
        responses: responses({ 201: { description: 'Made', content: schema.overrideResource } }, [
          ...body,
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/schedules/{schedule}/overrides/{override}': {
      ...read('oneOverride', 'One override', schema.overrideResource, { parameters: [schedule, override] }, [
        'not_found',
      ]),
      delete: {
        operationId: 'cancelOverride',
        summary: 'End an override: one that has begun stays as far as it has come',
        parameters: [schedule, override],
        responses: responses({ 200: { description: 'Ended', content: schema.overrideResource } }, [
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/schedules/{schedule}/swaps': {
      ...read(
        'swaps',
        'Offers of shifts that wait for an answer',
        schema.swapsResource,
        { parameters: [schedule] },
        ['not_found'],
      ),
      post: {
        operationId: 'askForSwap',
        summary: 'Ask somebody to take a shift, or to swap it for one of theirs',
        parameters: [schedule, idempotencyKey],
        requestBody: { required: true, content: json(schema.swapBody, 'input') },
        responses: responses({ 201: { description: 'Asked', content: schema.swapResource } }, [
          ...body,
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/schedules/{schedule}/swaps/{swap}': {
      ...read('oneSwap', 'One offer of a shift', schema.swapResource, { parameters: [schedule, swap] }, [
        'not_found',
      ]),
      delete: {
        operationId: 'cancelSwap',
        summary: 'Take an offer back',
        parameters: [schedule, swap],
        responses: responses({ 200: { description: 'Taken back', content: schema.swapResource } }, [
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/schedules/{schedule}/swaps/{swap}/accept': answered(
      'acceptSwap',
      'Accept an offer: as who is asked, or who may decide for others',
    ),
    '/api/v1/schedules/{schedule}/swaps/{swap}/decline': answered('declineSwap', 'Decline an offer'),
    '/api/v1/schedules/{schedule}/feed': feed('Schedule', schedule),
    '/api/v1/people/{person}/feed': feed('Person', inPath('person', 'ana')),
    '/api/v1/feeds': read('feeds', 'Addresses of calendars, without their tokens', schema.feedsResource),
  };
}
