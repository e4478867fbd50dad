import { readFileSync } from 'node:fs';

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** A certificate of `localhost` that nobody vouches for, and its key, by which nothing but tests speaks. */
export const SELF_SIGNED = { cert: file('self-signed.pem'), key: file('key.pem') } as const;
