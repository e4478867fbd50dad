import type { ConfigurationStore, ConfigurationVersion } from '../../src/mongo/configuration-store.ts';

/** The versions of the configuration in memory. */
export class MemoryConfigurations implements ConfigurationStore {
  readonly all: ConfigurationVersion[] = [];

  find = (number: number): Promise<ConfigurationVersion | undefined> => Promise.resolve(this.all[number - 1]);

  newest = (): Promise<ConfigurationVersion | undefined> => Promise.resolve(this.all.at(-1));

  after = (number: number): Promise<ConfigurationVersion | undefined> =>
    Promise.resolve(this.all.length > number ? this.all.at(-1) : undefined);

  list = (limit: number): Promise<ConfigurationVersion[]> =>
    Promise.resolve(this.all.toReversed().slice(0, limit));

  add = (base: number, version: Omit<ConfigurationVersion, 'number'>): Promise<boolean> => {
    if (base !== this.all.length) return Promise.resolve(false);
    this.all.push({ ...version, number: base + 1 });
    return Promise.resolve(true);
  };
}
