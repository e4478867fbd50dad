/** Numbers by which a store knows where a search goes on. */
export type Cursor = readonly number[];

/** As a cursor is written: `1772359200000.2`. */
export const CURSOR_PATTERN = /^\d{1,15}(?:\.\d{1,15}){1,3}$/;

/** @returns undefined for what is no cursor. */
export function readCursor(text: string): Cursor | undefined {
  return CURSOR_PATTERN.test(text) ? text.split('.').map(Number) : undefined;
}

export const cursorText = (cursor: Cursor): string => cursor.join('.');
