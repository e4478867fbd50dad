import { z } from 'zod';
import type { Platform } from '../chat/platform.ts';
import { key } from './fields.ts';
import { explain } from './explain.ts';

/** What the configuration needs of a chat platform. */
export type PlatformSchema = Pick<Platform, 'name' | 'settings'>;

/** A provider instance as configured; its settings are what the platform's own schema made of them. */
export interface InstanceConfig {
  readonly platform: string;
  readonly settings: unknown;
}

/** @returns the schema of `chat`: instances by name, each checked by its platform's own schema. */
export function chat(platforms: readonly PlatformSchema[]) {
  const names = platforms.map((platform) => platform.name);
  const instance = z.looseObject({ platform: z.enum(names) }).transform((given, ctx): InstanceConfig => {
    const { platform: name, ...rest } = given;
    const settings = platforms.find((platform) => platform.name === name)?.settings.safeParse(rest);
    for (const issue of settings?.error?.issues ?? []) {
      // Unknown keys are found apart, with the nearest known one.
      if (issue.code === 'unrecognized_keys') continue;
      ctx.addIssue({ code: 'custom', path: [...issue.path], message: explain(issue, rest) });
    }
    return { platform: name, settings: settings?.data };
  });
  return z
    .record(key('provider instance'), instance)
    .refine((instances) => Object.keys(instances).length > 0, 'must have at least one provider instance')
    .describe('Provider instances by name; the name is part of the addresses that the platform is told.');
}
