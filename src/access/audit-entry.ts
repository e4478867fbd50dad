/** One attempt to do something, allowed or not, as the audit keeps it. */
export interface AuditEntry {
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly person: string;
  readonly name: string;
  /** `main-slack`, `api:<token name>`, … */
  readonly via: string;
  readonly action: string;
  readonly incident?: string;
  /** What it was about besides an incident, such as an account. */
  readonly about?: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Why it was refused or failed. */
  readonly reason?: string;
  readonly deliveryId: string;
}

/**
 * @returns what two entries of one attempt have in common: by which delivery what was tried, and of which incident. A
 * declaration's incident does not count: only a success tells it.
 */
export function attemptOf({ tenant, via, deliveryId, action, incident }: AuditEntry): string {
  const about = action === 'declare' || incident === undefined ? [] : [incident];
  return [tenant, via, deliveryId, action, ...about].join(':');
}
