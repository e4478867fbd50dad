import { z } from 'zod';
import { duration } from '../../config/fields.ts';

const DAY_MS = 86_400_000;

/** What the configuration says of an action that a plug-in has, besides what all actions have. */
export const pluginSettings = z.strictObject({
  timeout: duration(100)
    .refine((ms) => ms <= DAY_MS, 'must be at most 1d')
    .optional()
    .describe('How long an attempt may take. Without it: as the plug-in says, else a minute.'),
  attempts: z
    .int()
    .min(1)
    .max(20)
    .prefault(3)
    .describe('How often it is tried at most, where the plug-in says that it may be repeated.'),
});

export type WrittenPluginSettings = z.output<typeof pluginSettings>;

/** What is needed to run an action of a plug-in. */
export interface PluginSettings extends WrittenPluginSettings {
  /** The plug-in: name of an installed package, or absolute path. */
  readonly plugin: string;
  /** By the name that the plug-in has for it. */
  readonly action: string;
  readonly repeatable: boolean;
  /** By the names by which the plug-in asks for them. */
  readonly secrets: Readonly<Record<string, string>>;
}
