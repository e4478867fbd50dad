import type { Endpoint } from './endpoint.ts';

/** GET /config/client?format=old */
export const clientConfig: Endpoint = ({ config }) => config;
