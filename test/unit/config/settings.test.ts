import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigError } from '../../../src/config/problem.ts';
import { listenAt, readSettings } from '../../../src/config/settings.ts';

const problems = (env: Record<string, string>): string[] => {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map(({ path, message }) => `${path} ${message}`);
  }
};

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings({})).toEqual({
      port: 3000,
      configMode: 'files',
      dataDir: join(homedir(), '.local/share/muster'),
      temporal: { namespace: 'default', taskQueue: 'muster' },
      mongodb: { database: 'muster' },
      embeddedPorts: {},
      logLevel: 'info',
    });
  });

  it('reads everything', () => {
    expect(
      readSettings({
        PORT: '0',
        HOST: '0.0.0.0',
        MUSTER_CONFIG: 'a.yaml',
        MUSTER_DATA_DIR: '/data',
        MUSTER_TASK_QUEUE: 'q',
        TEMPORAL_ADDRESS: 'ns.tmprl.cloud:7233',
        TEMPORAL_NAMESPACE: 'ns',
        TEMPORAL_API_KEY: 'key',
        TEMPORAL_TLS_CERT: '/c.pem',
        TEMPORAL_TLS_KEY: '/k.pem',
        TEMPORAL_TLS_CA: '/ca.pem',
        TEMPORAL_TLS_SERVER_NAME: 'temporal',
        MONGODB_URI: 'mongodb+srv://db',
        MONGODB_DATABASE: 'm',
        LOG_LEVEL: 'debug',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
        MUSTER_CONFIG_MODE: 'managed',
      }),
    ).toEqual({
      port: 0,
      configMode: 'managed',
      host: '0.0.0.0',
      configPath: resolve('a.yaml'),
      dataDir: '/data',
      temporal: {
        address: 'ns.tmprl.cloud:7233',
        namespace: 'ns',
        taskQueue: 'q',
        apiKey: 'key',
        tls: { certPath: '/c.pem', keyPath: '/k.pem', caPath: '/ca.pem', serverName: 'temporal' },
      },
      mongodb: { uri: 'mongodb+srv://db', database: 'm' },
      embeddedPorts: {},
      logLevel: 'debug',
      otlpEndpoint: 'http://localhost:4318',
    });
  });

  it('takes a variable set to nothing for unset', () => {
    expect(readSettings({ PORT: '', MONGODB_URI: ' ', MUSTER_CONFIG: '' })).toEqual(readSettings({}));
  });

  it('follows XDG_DATA_HOME', () => {
    expect(readSettings({ XDG_DATA_HOME: '/xdg' }).dataDir).toBe('/xdg/muster');
  });

  it('encrypts a connection that has an API key', () => {
    expect(readSettings({ TEMPORAL_ADDRESS: 'a:1', TEMPORAL_API_KEY: 'k' }).temporal.tls).toEqual({});
    expect(readSettings({ TEMPORAL_ADDRESS: 'a:1' }).temporal).not.toHaveProperty('tls');
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '1.5'],
    ['TEMPORAL_ADDRESS', 'https://a:7233'],
    ['TEMPORAL_ADDRESS', 'localhost'],
    ['MONGODB_URI', 'http://secret@x'],
    ['MONGODB_DATABASE', 'a b'],
    ['MUSTER_TASK_QUEUE', 'muster:runs'],
    ['LOG_LEVEL', 'loud'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost'],
  ])('refuses %s=%s, naming the variable and not the value', (name, value) => {
    const [problem, ...others] = problems({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name} must `));
    if (name === 'MONGODB_URI') expect(problem).not.toContain(value);
  });

  it('names everything that is wrong at once', () => {
    expect(problems({ PORT: 'x', TEMPORAL_TLS_CERT: '/c', TEMPORAL_API_KEY: 'k' })).toEqual([
      'PORT must be a port number.',
      'TEMPORAL_TLS_KEY is not set, but TEMPORAL_TLS_CERT is: set both or none.',
      expect.stringMatching(/^TEMPORAL_API_KEY is set without TEMPORAL_ADDRESS/) as string,
      expect.stringMatching(/^TEMPORAL_TLS_CERT is set without TEMPORAL_ADDRESS/) as string,
    ]);
    expect(problems({ TEMPORAL_ADDRESS: 'a:1', TEMPORAL_TLS_KEY: '/k' })).toEqual([
      'TEMPORAL_TLS_CERT is not set, but TEMPORAL_TLS_KEY is: set both or none.',
    ]);
  });
});

describe('listenAt', () => {
  it('lets the environment beat the file, and links lead to what the file says', () => {
    expect(listenAt({ port: 3000 }, { host: '127.0.0.1' })).toEqual({
      host: '127.0.0.1',
      port: 3000,
      baseUrl: 'http://localhost:3000',
    });
    expect(
      listenAt({ port: 80, host: '0.0.0.0' }, { host: '127.0.0.1', baseUrl: 'https://m.example.com' }),
    ).toEqual({
      host: '0.0.0.0',
      port: 80,
      baseUrl: 'https://m.example.com',
    });
  });
});
