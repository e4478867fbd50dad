const PARTS = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** @returns an instant as the clocks of a zone show it, such as `Mon 23 Nov, 09:00`. @param at epoch milliseconds. @param zone IANA name. */
export function zonedTime(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...PARTS, timeZone: zone }).format(at);
}

/** @returns a day as a calendar's heading shows it, such as `Mon 23`. @param at epoch milliseconds. @param zone IANA name. */
export function zonedDay(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: zone }).format(at);
}
