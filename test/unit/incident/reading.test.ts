import { describe, expect, it } from 'vitest';
import { ago, span } from '../../../src/incident/age.ts';
import { incidentKey, incidentWorkflowId, parseIncidentId } from '../../../src/incident/id.ts';
import { parseRole } from '../../../src/incident/person.ts';
import { parseSeverity } from '../../../src/incident/severity.ts';

describe('an incident id', () => {
  it.each(['42', '#42', 'inc-42', 'INC-42', 'inc42', 'INC 42', 'inc_42', 'INC-042', ' 42 '])(
    'is read from %j',
    (text) => {
      expect(parseIncidentId(text)).toBe('INC-42');
    },
  );

  it.each(['', '0', 'INC-0', '-1', '4 2', '42a', 'inc', '1e3', '1234567890', '４２'])(
    'is not read from %j',
    (text) => {
      expect(parseIncidentId(text)).toBeUndefined();
    },
  );

  it('stands in every key behind its tenant', () => {
    expect(incidentKey('acme', 'INC-7')).toBe('acme:INC-7');
    expect(incidentWorkflowId('acme', 'INC-7')).toBe('acme:incident:INC-7');
  });
});

describe('a severity', () => {
  it.each(['1', 'sev1', 'SEV-1', 'sev 1', 's1', 'p1', ' 1 '])('is read from %j', (text) => {
    expect(parseSeverity(text)).toBe('SEV-1');
  });

  it.each(['', '0', '5', 'sev', 'high', '11', 'SEV--1'])('is not read from %j', (text) => {
    expect(parseSeverity(text)).toBeUndefined();
  });
});

describe('a role', () => {
  it('is read with the words of the field', () => {
    expect(['ic', 'Lead', 'commander', 'comms', 'communications', ' Scribe '].map(parseRole)).toEqual([
      'commander',
      'commander',
      'commander',
      'communications',
      'communications',
      'scribe',
    ]);
    expect(parseRole('boss')).toBeUndefined();
  });
});

describe('a span of time', () => {
  it.each([
    [-5, '0 seconds'],
    [999, '0 seconds'],
    [1_000, '1 second'],
    [59_999, '59 seconds'],
    [60_000, '1 minute'],
    [3_600_000, '1 hour'],
    [48 * 3_600_000, '2 days'],
  ])('of %i ms is %s', (ms, words) => {
    expect(span(ms)).toBe(words);
  });

  it('is counted from then until now', () => {
    expect(ago(1_000, 1_500)).toBe('just now');
    expect(ago(0, 240_000)).toBe('4 minutes ago');
  });
});
