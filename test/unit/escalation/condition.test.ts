import { describe, expect, it } from 'vitest';
import { unmet, type StepCondition, type Unmet } from '../../../src/escalation/condition.ts';
import type { FoundHours } from '../../../src/escalation/found-hours.ts';
import type { Severity } from '../../../src/incident/severity.ts';

const OPEN: FoundHours = { hours: 'office', open: true, until: 900 };
const CLOSED: FoundHours = { hours: 'office', open: false, until: 900 };
const GONE: FoundHours = { hours: 'office', open: true, unknown: true };

const office = { hours: { hours: 'office' } };
const outside = { hours: { hours: 'office', outside: true } } as const;
const severe: StepCondition = { severities: ['SEV-1', 'SEV-2'] };
const eu: StepCondition = { labels: { region: 'eu' } };

const sev3: Unmet = { condition: 'severity', wanted: ['SEV-1', 'SEV-2'], severity: 'SEV-3' };
const closed: Unmet = { condition: 'hours', hours: 'office', until: 900 };
const open: Unmet = { condition: 'hours', hours: 'office', outside: true, until: 900 };
const noLabel: Unmet = { condition: 'label', label: 'region', wanted: 'eu' };

describe('the condition of a step', () => {
  it.each<[string, StepCondition | undefined, Severity, Record<string, string>, FoundHours[], Unmet[]]>([
    ['none', undefined, 'SEV-4', {}, [], []],
    ['its severity', severe, 'SEV-2', {}, [], []],
    ['another severity', severe, 'SEV-3', {}, [], [sev3]],
    ['within hours', office, 'SEV-1', {}, [OPEN], []],
    ['within hours, at night', office, 'SEV-1', {}, [CLOSED], [closed]],
    ['outside of hours, at night', outside, 'SEV-1', {}, [CLOSED], []],
    ['outside of hours, by day', outside, 'SEV-1', {}, [OPEN], [open]],
    ['hours that are configured no more', office, 'SEV-1', {}, [GONE], []],
    ['outside of hours that are configured no more', outside, 'SEV-1', {}, [GONE], []],
    ['hours of which nothing is known', office, 'SEV-1', {}, [{ ...CLOSED, hours: 'other' }], []],
    ['its label', eu, 'SEV-1', { region: 'eu', tier: 'gold' }, [], []],
    ['another value', eu, 'SEV-1', { region: 'us' }, [], [{ ...noLabel, has: 'us' }]],
    ['no label', eu, 'SEV-1', {}, [], [noLabel]],
    [
      'a name that every object has',
      { labels: { toString: 'x' } },
      'SEV-1',
      {},
      [],
      [{ condition: 'label', label: 'toString', wanted: 'x' }],
    ],
    ['all of it wrong', { ...severe, ...office, ...eu }, 'SEV-3', {}, [CLOSED], [sev3, closed, noLabel]],
    ['one of three wrong', { ...severe, ...office, ...eu }, 'SEV-1', { region: 'eu' }, [CLOSED], [closed]],
  ])('%s', (_, condition, severity, labels, found, expected) => {
    expect(unmet(condition, { severity, labels }, found)).toEqual(expected);
  });
});
