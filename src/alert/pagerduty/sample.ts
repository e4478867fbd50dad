/** @param now epoch milliseconds. @returns an event as senders of PagerDuty write it, of an alert that says that it is a test. */
export function sampleEvent(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      routing_key: '00000000000000000000000000000000',
      event_action: 'trigger',
      dedup_key: 'muster-test',
      client: 'Muster',
      payload: {
        summary: 'A test of the way from a sender of PagerDuty to Muster',
        source: 'muster',
        severity: 'info',
        timestamp: new Date(now).toISOString(),
        custom_details: { test: true },
      },
    }),
  };
}
