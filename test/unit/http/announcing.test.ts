import { describe, expect, it } from 'vitest';
import type { RoutingPlan } from '../../../src/chat/routing.ts';
import { announcedIn, type AlsoIn } from '../../../src/http/announcing.ts';

const channel = (named: string, instance = 'one') => ({ kind: 'channel', instance, channel: named }) as const;
const routing: RoutingPlan = {
  announce: {
    'SEV-1': [channel('#Incidents'), channel('#all')],
    'SEV-2': [channel('C1')],
    'SEV-3': [channel('incidents', 'two')],
    'SEV-4': [],
  },
  channels: [],
  fallback: [],
};
const also: AlsoIn = { target: channel('C1'), name: 'incidents' };

describe('a channel that hears of an incident besides the others', () => {
  it('is told once in every severity, under whichever name it is told already', () => {
    const { announce } = announcedIn(routing, also);
    expect(announce).toEqual({
      'SEV-1': [channel('#Incidents'), channel('#all')],
      'SEV-2': [channel('C1')],
      'SEV-3': [channel('incidents', 'two'), channel('C1')],
      'SEV-4': [channel('C1')],
    });
  });

  it('counts by its id alone while its name is not known', () => {
    const { announce } = announcedIn(routing, { target: channel('C1') });
    expect(announce['SEV-1']).toHaveLength(3);
    expect(announce['SEV-2']).toEqual([channel('C1')]);
  });
});
