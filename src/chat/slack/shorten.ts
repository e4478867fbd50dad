import { shortening } from '../shorten.ts';

/** Shortens a text to what Slack takes. One character costs at most five, `&amp;`. */
export const shorten = shortening({ dearest: 5 });
