import { shortening } from '../shorten.ts';

/** Shortens a text to what Teams takes. One character costs at most two, itself and its escape. */
export const shorten = shortening({ dearest: 2 });
