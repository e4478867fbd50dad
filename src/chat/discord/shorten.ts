import { shortening } from '../shorten.ts';

/**
 * Shortens a text to what Discord takes. One character costs at most two, itself and the backslash before it; in the notice
 * four have one.
 */
export const shorten = shortening({ dearest: 2, noticeEscapes: 4 });
