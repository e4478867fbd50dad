import type { Checked } from '../config/load.ts';

/**
 * Reads and checks the configuration.
 * @param path the YAML file or folder; without it the built-in configuration.
 * @param now epoch milliseconds: then it is also warned of what schedules lack ahead.
 */
export async function checked(path: string | undefined, now?: number): Promise<Checked> {
  const [{ checkConfig }, { PLATFORMS }] = await Promise.all([
    import('../config/load.ts'),
    import('../chat/platforms.ts'),
  ]);
  return checkConfig({ path, env: process.env, platforms: PLATFORMS }, now);
}
