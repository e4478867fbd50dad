/** Why a step was paged. */
export type EscalationCause =
  | 'declared'
  | 'not acknowledged'
  | 'asked'
  | 'acknowledgement expired'
  | 'reopened'
  | 'severity raised'
  | 'SLA warning'
  | 'SLA breach';
