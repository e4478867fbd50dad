import { SEVERITIES, type Severity } from '../incident/severity.ts';
import type { Alert } from './alert.ts';
import type { SeverityRule } from './rule.ts';

/** Labels in which senders say how bad it is, the most common first. */
const LABELS = ['severity', 'priority', 'level', 'urgency'];

const WORDS: Readonly<Record<Severity, readonly string[]>> = {
  'SEV-1': [
    'critical',
    'crit',
    'fatal',
    'emergency',
    'disaster',
    'alert',
    'page',
    'p1',
    'sev1',
    'sev-1',
    'p0',
  ],
  'SEV-2': ['error', 'err', 'high', 'major', 'urgent', 'p2', 'sev2', 'sev-2'],
  'SEV-3': ['warning', 'warn', 'medium', 'minor', 'moderate', 'average', 'p3', 'sev3', 'sev-3'],
  'SEV-4': [
    'info',
    'information',
    'informational',
    'notice',
    'low',
    'none',
    'debug',
    'p4',
    'p5',
    'sev4',
    'sev-4',
  ],
};

/** @returns what a sender's word for how bad it is means; undefined for a word that is not usual. */
export function usualSeverity(word: string): Severity | undefined {
  const plain = word.trim().toLowerCase();
  return SEVERITIES.find((severity) => WORDS[severity].includes(plain));
}

/** @returns how bad an alert is by a rule, by its labels where the rule does not say, else `otherwise`. */
export function severityOf(
  rule: SeverityRule | undefined,
  { labels }: Pick<Alert, 'labels'>,
  otherwise: Severity,
): Severity {
  if (typeof rule === 'string') return rule;
  const said = (label: string): string => (Object.hasOwn(labels, label) ? (labels[label] ?? '') : '');
  if (rule) {
    const value = said(rule.label).trim().toLowerCase();
    const mapped = Object.entries(rule.map).find(([word]) => word.toLowerCase() === value);
    if (mapped) return mapped[1];
    if (rule.otherwise) return rule.otherwise;
  }
  for (const label of rule ? [rule.label, ...LABELS] : LABELS) {
    const usual = usualSeverity(said(label));
    if (usual) return usual;
  }
  return otherwise;
}

/** @returns the worse of two. */
export function worse(one: Severity, other: Severity): Severity {
  return SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other) ? one : other;
}
