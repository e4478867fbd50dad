const two = (count: number): string => String(count).padStart(2, '0');

/**
 * @returns how long it is until an instant: `4:03`, `1:02:03`, `2 d 01:02:03`, or `now` when it has come.
 * @param at, now epoch milliseconds.
 */
export function countdown(at: number, now: number): string {
  const seconds = Math.ceil((at - now) / 1_000);
  if (seconds <= 0) return 'now';
  const [minutes, hours, days] = [60, 3_600, 86_400].map((length) => Math.floor(seconds / length)) as [
    number,
    number,
    number,
  ];
  const end = two(seconds % 60);
  if (hours === 0) return `${minutes}:${end}`;
  if (days === 0) return `${hours}:${two(minutes % 60)}:${end}`;
  return `${days} d ${two(hours % 24)}:${two(minutes % 60)}:${end}`;
}
