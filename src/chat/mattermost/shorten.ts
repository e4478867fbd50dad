import { shortening } from '../shorten.ts';

/** Shortens a text to what Mattermost takes. One character costs at most six, `&#160;`. */
export const shorten = shortening({ dearest: 6, cutsAsPlain: true });
