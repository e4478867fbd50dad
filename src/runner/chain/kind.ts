import { RETRY_MS, type ActionKind } from '../kind.ts';
import { checkChain } from './check.ts';
import { chainSettings, type ChainSettings } from './settings.ts';

/** How long it may take to begin, in milliseconds: its tasks have limits of their own, and are tried again each by itself. */
const BEGINNING_MS = 30_000;

export const chain: ActionKind<ChainSettings> = {
  name: 'chain',
  title: 'other actions one after the other',
  settings: chainSettings,
  check: checkChain,
  limits: () => ({ timeoutMs: BEGINNING_MS, attempts: 1, retryMs: RETRY_MS }),
};
