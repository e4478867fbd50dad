import type { Severity } from '../incident/severity.ts';
import type { Status } from '../incident/status.ts';

/** The severity at a glance, the same on every platform. */
export const SEVERITY_EMOJI: Readonly<Record<Severity, string>> = {
  'SEV-1': '🔴',
  'SEV-2': '🟠',
  'SEV-3': '🟡',
  'SEV-4': '🔵',
};

/** The status at a glance, where many incidents stand below each other. */
export const STATUS_EMOJI: Readonly<Record<Status, string>> = {
  open: '🚨',
  acknowledged: '👀',
  mitigated: '🩹',
  resolved: '✅',
  closed: '📁',
};
