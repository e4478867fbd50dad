import { describe, expect, it } from 'vitest';
import { actingRoles } from '../../../src/action/acting.ts';
import { BadParameter } from '../../../src/action/bad-parameter.ts';
import {
  COMMAND_FIELDS,
  incidentWish,
  NoIncident,
  type IncidentSettings,
} from '../../../src/action/incident-wish.ts';
import { jinja } from '../../../src/action/jinja.ts';
import { COMMAND_NAMES } from '../../../src/incident/command.ts';
import { MUSTER } from '../../../src/incident/person.ts';
import { ANA, NOON } from '../incident/fixture.ts';

const wish = (settings: IncidentSettings, variables: Readonly<Record<string, unknown>> = {}, own?: string) =>
  incidentWish(settings, { templates: jinja, variables }, own);

describe('an incident command', () => {
  it('is about the incident of its run, or about the one that is said', () => {
    expect(wish({ command: 'ack' }, {}, 'INC-7')).toEqual({ incident: 'INC-7', command: 'ack' });
    const said: IncidentSettings = { command: 'resolve', incident: '{{ id }}', note: 'by {{ who }}' };
    expect(wish(said, { id: 42, who: 'the deployment' }, 'INC-7')).toEqual({
      incident: 'INC-42',
      command: 'resolve',
      note: 'by the deployment',
    });
    expect(wish({ command: 'note', text: 'on {{ incident }}' }, {}, 'INC-7')).toMatchObject({
      text: 'on INC-7',
    });
  });

  it('declares with what is known, and leaves out what is not', () => {
    const settings: IncidentSettings = {
      command: 'declare',
      title: '{{ host }} is down',
      severity: '{{ severity }}',
      service: '{{ service }}',
      labels: { region: '{{ region }}', tier: 'gold' },
      private: true,
    };
    expect(wish(settings, { host: 'db1', severity: 1 })).toEqual({
      declare: { title: 'db1 is down', severity: 'SEV-1', labels: { tier: 'gold' }, private: true },
    });
  });

  it('says who and as what', () => {
    expect(wish({ command: 'assign', person: '@ana', role: 'comms' }, {}, 'INC-1')).toEqual({
      incident: 'INC-1',
      command: 'assign',
      person: '@ana',
      role: 'communications',
    });
  });

  it.each<[string, IncidentSettings, RegExp]>([
    [
      'leaves out the incident',
      { command: 'ack', incident: '{{ nothing }}' },
      /`incident` is empty: say the parameter/,
    ],
    [
      'names none that there can be',
      { command: 'ack', incident: 'the big one' },
      /`incident` is no incident/,
    ],
    ['has no words', { command: 'note', text: '{{ nothing }}' }, /`text` is empty/],
    ['names no severity', { command: 'severity', severity: 'bad' }, /`severity` must be one of SEV-1/],
    ['names no role', { command: 'assign', person: 'ana', role: 'boss' }, /`role` must be one of/],
    ['says too much', { command: 'note', text: 'x'.repeat(3_001) }, /`text` has more than 3000 characters/],
  ])('that %s is not sent', (_what, settings, message) => {
    const own = settings.command === 'ack' ? undefined : 'INC-1';
    expect(() => wish(settings, {}, own)).toThrow(BadParameter);
    expect(() => wish(settings, {}, own)).toThrow(message);
  });

  it('that is for an incident, and is run for none, is not sent', () => {
    expect(() => wish({ command: 'ack' }, {})).toThrow(NoIncident);
  });

  it('is any that people have', () => {
    expect(Object.keys(COMMAND_FIELDS)).toEqual(['declare', ...COMMAND_NAMES]);
  });
});

describe('a run acts', () => {
  const people = [{ id: 'ana', name: 'Ana', roles: ['responder' as const], chat: { main: 'U1' } }];
  const by = (person: { id: string; name: string }) => ({ by: person, at: NOON });

  it('with the roles that who ordered it had then and has still', () => {
    expect(actingRoles({ asked: by(ANA), roles: ['commander'] }, people)).toEqual(['viewer', 'responder']);
    expect(actingRoles({ asked: by(ANA), roles: ['viewer'] }, people)).toEqual(['viewer']);
    expect(actingRoles({ asked: by({ id: 'main/U1', name: 'U1' }), roles: ['admin'] }, people)).toEqual([
      'viewer',
      'responder',
    ]);
  });

  it('with none where nobody vouched for any', () => {
    expect(actingRoles({ asked: by(ANA) }, people)).toEqual([]);
  });

  it('with what was vouched for of somebody whom the configuration does not name', () => {
    expect(actingRoles({ asked: by({ id: 'main/U9', name: 'X' }), roles: ['viewer'] }, people)).toEqual([
      'viewer',
    ]);
  });

  it('with all of them where Muster runs it by itself', () => {
    expect(actingRoles({ asked: by(MUSTER) }, people)).toContain('admin');
  });
});
