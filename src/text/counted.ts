/** @param one word for one of them, whose plural ends with `s`. @returns how many there are: `1 item`, `2 items`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** @returns how often: `once`, `2 times`. */
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
