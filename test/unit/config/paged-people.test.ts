import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkText } from '../../../src/config/load.ts';
import { pagedPeople } from '../../../src/config/paged-people.ts';
import { platforms } from './platforms.ts';

const TEXT = `chat: {main: {platform: sandbox}}
people:
  ana: {name: Ana, roles: [admin], chat: {main: ana}}
  bo: {name: Bo}
  cy: {name: Cy}
  dan: {name: Dan}
teams: {both: {members: [ana, bo]}}
schedules: {nights: {layers: [{name: N, people: [[ana, cy]], from: 2026-01-05}]}}
escalation:
  first: {steps: [{notify: [team:both]}, {notify: [schedule:nights, person:bo]}], then: second}
  second: {steps: [{notify: [person:ana]}]}`;

describe('whom the configuration would have paged', () => {
  const { config, warnings } = checkText(TEXT, 'muster.yaml', {}, platforms);

  it('are told with what names them, those of a policy that follows once', () => {
    expect(Object.fromEntries(pagedPeople(config!))).toEqual({
      ana: ['escalation.first.steps[0]', 'escalation.second.steps[0]', 'schedules.nights'],
      bo: ['escalation.first.steps[0]', 'escalation.first.steps[1]'],
      cy: ['schedules.nights'],
    });
  });

  it('and cannot be reached are warned of with that, on their line', () => {
    const found = warnings.filter(({ path }) => path.startsWith('people.'));
    expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '4: Bo cannot be paged, and escalation.first.steps[0], escalation.first.steps[1] would: name their platform user id under `chat`.',
      '5: Cy cannot be paged, and schedules.nights would: name their platform user id under `chat`.',
      '6: Dan cannot be paged: name their platform user id under `chat`.',
    ]);
  });

  it('are told of their e-mail address, too, where pages go out by mail', () => {
    const mail = { name: 'email', settings: z.strictObject({}) };
    const text = TEXT.replace('sandbox}}', 'sandbox}, mail: {platform: email}}');
    const told = checkText(text, 'muster.yaml', {}, [...platforms, mail]).warnings;
    expect(told.map(({ message }) => message)).toContain(
      'Dan cannot be paged: name their platform user id under `chat`, or their address under `email`.',
    );
  });
});
