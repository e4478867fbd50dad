import { Option } from 'commander';
import { readSettings, type Settings } from '../config/settings.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';

/** Prints a line. */
export type Out = (line: string) => void;

/** @returns the option that names the configuration on the command line. */
export function withConfig(): Option {
  return new Option('--config <path>', 'the YAML file, or a folder of such files; without it MUSTER_CONFIG');
}

/** @param config what `--config` says; beats MUSTER_CONFIG. @throws Error for a setting that is wrong. */
export function settingsWith(config: string | undefined): Settings {
  return readSettings({ ...process.env, ...(config !== undefined && { MUSTER_CONFIG: config }) });
}

/** @returns the option that says whose something is. */
export function ofTenant(): Option {
  return new Option('--tenant <tenant>', 'whose it is, by its key under `tenants`').default(DEFAULT_TENANT);
}
