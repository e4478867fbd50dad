import { Command } from 'commander';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src/cli/client.ts';
import { candidates } from '../../../src/cli/completion.ts';
import { EXIT } from '../../../src/cli/exit.ts';
import { addIntegrations } from '../../../src/cli/integrations.ts';

let printed: string[];
let asked: { path: string; body?: unknown }[];
let exits: number[];
let answer: object;

function program(): Command {
  const ask = (path: string, body?: unknown): Promise<object> => {
    asked.push({ path, ...(body !== undefined && { body }) });
    return Promise.resolve(answer);
  };
  const made = new Command('muster').exitOverride();
  addIntegrations(made, {
    out: (line) => void printed.push(line),
    tell: () => undefined,
    api: () => Promise.resolve({ get: ask, post: ask } as unknown as ApiClient),
    now: () => Date.parse('2026-03-01T12:00Z'),
    exit: (code) => void exits.push(code),
  });
  return made;
}
const run = (...args: string[]): Promise<Command> => program().parseAsync(args, { from: 'user' });

const shop = {
  id: 'shop',
  title: 'GitHub',
  total: 2,
  counts: { processed: 1, unparsed: 1, failed: 0 },
  lastReceivedAt: '2026-03-01T10:00:00.000Z',
  notices: [{ kind: 'unparsed', text: '1 delivery was kept and not understood.' }],
};

beforeEach(() => {
  [printed, asked, exits] = [[], [], []];
});

describe('integrations at the command line', () => {
  it('are listed with what to look at, which --check makes an exit code', async () => {
    answer = { integrations: [shop] };
    await run('integrations');
    expect(printed.join('\n')).toMatch(/shop +GitHub +2 hours ago +2 +1 processed, 1 unparsed/);
    expect(printed.at(-1)).toBe('shop: 1 delivery was kept and not understood.');
    expect(exits).toEqual([]);
    const notices = [...shop.notices, { kind: 'failed', text: '1 delivery was given up.' }];
    answer = { integrations: [shop, { ...shop, notices }] };
    await run('integrations', '--check');
    expect(exits).toEqual([EXIT.refused]);
  });

  it.each(['unparsed', 'never'])(
    'are well to --check where nothing is wrong, as on the page: %s',
    async (kind) => {
      answer = { integrations: [{ ...shop, notices: [{ kind, text: 'what there is to do' }] }] };
      await run('integrations', '--check');
      expect(printed.at(-1)).toBe('shop: what there is to do');
      expect(exits).toEqual([]);
    },
  );

  it('are told of that were taken out of the configuration while something waits', async () => {
    const removed = [{ id: 'old', text: 'old: 3 deliveries wait, and nobody has it.' }];
    answer = { integrations: [{ ...shop, notices: [] }], removed };
    await run('integrations', '--check');
    expect(printed.at(-1)).toBe('old: 3 deliveries wait, and nobody has it.');
    expect(exits).toEqual([EXIT.refused]);
    exits = [];
    answer = { integrations: [{ ...shop, notices: [] }], removed: [] };
    await run('integrations', '--check');
    expect(exits).toEqual([]);
  });

  it('one is shown, set up and tested', async () => {
    answer = { ...shop, repositories: [{ name: 'acme/shop', lastAt: '2026-03-01T11:00:00Z' }] };
    await run('integration', 'shop');
    expect(printed.at(-1)).toMatch(/acme\/shop +1 hour ago/);
    answer = { title: 'GitHub', documentation: 'https://x.example', steps: [{ text: 'Do', copy: 'a\nb' }] };
    await run('integration', 'shop', 'guide');
    expect(printed).toEqual(expect.arrayContaining([' 1. Do', '     a', '     b', 'https://x.example']));
    answer = {
      ...{ key: 'test-1', number: 3, state: 'processed', headers: {}, steps: [] },
      outcomes: [{ of: 'a', text: 'would open a SEV-4' }],
      body: { text: '{}', bytes: 2, cut: false },
    };
    await run('integration', 'shop', 'test');
    expect(printed.at(-1)).toContain('nothing follows from it');
    expect(printed.join('\n')).toMatch(/a +would open a SEV-4/);
    expect(asked.map(({ path }) => path)).toEqual([
      '/integrations/shop',
      '/integrations/shop/guide',
      '/integrations/shop/test',
      '/integrations/shop/deliveries/test-1',
    ]);
    await expect(run('integration', 'shop', 'tset')).rejects.toThrow('guide');
  });

  it('their deliveries are listed, shown and read again', async () => {
    answer = {
      deliveries: [{ number: 7, key: 'k', receivedAt: '2026-03-01T11:59:00Z', state: 'failed', text: 'no' }],
      next: 7,
    };
    await run('deliveries', 'shop', '--state', 'failed', '--before', '9');
    expect(asked[0]?.path).toBe('/integrations/shop/deliveries?limit=50&state=failed&before=9');
    expect(printed.join('\n')).toMatch(/7 +1 minute ago +failed +k +no\nOlder: --before 7/);
    answer = {
      ...{ key: 'k', number: 7, state: 'failed', headers: { 'user-agent': 'x' }, outcomes: [] },
      steps: [{ step: 'verified', state: 'failed', text: 'wrong signature' }],
      body: { text: '{"a": 1}', bytes: 9_000, cut: true },
    };
    await run('delivery', 'shop', 'k');
    expect(printed.join('\n')).toMatch(/verified +failed +wrong signature/);
    expect(printed.at(-1)).toBe('… the beginning of 9000 bytes');
    printed = [];
    await run('delivery', 'shop', 'k', '--raw');
    expect(printed).toEqual(['{"a": 1}']);
    answer = { keys: ['k'], passedBy: [], count: 1, remaining: 0 };
    await run('redeliver', 'shop', 'k');
    await run('redeliver', 'shop', '--state', 'unparsed', '--since', '2026-03-01T00:00Z');
    expect(asked.slice(-2)).toEqual([
      { path: '/integrations/shop/redeliver', body: { keys: ['k'] } },
      {
        path: '/integrations/shop/redeliver',
        body: { state: 'unparsed', since: '2026-03-01T00:00:00.000Z' },
      },
    ]);
    expect(exits).toEqual([]);
    answer = { keys: ['k'], passedBy: [{ key: 'l', reason: 'it waits' }], count: 1, remaining: 7 };
    await run('redeliver', 'shop', 'k', 'l');
    expect(printed.slice(-2)).toEqual(['l: it waits', '7 more remain: ask again when these are done.']);
    expect(exits).toEqual([EXIT.refused]);
  });

  it('what is not said unmistakably is refused before anything is asked', async () => {
    await expect(run('redeliver', 'shop')).rejects.toMatchObject({ exit: EXIT.refused });
    await expect(run('redeliver', 'shop', 'k', '--state', 'failed')).rejects.toMatchObject({
      exit: EXIT.refused,
    });
    await expect(run('redeliver', 'shop', '--state', 'failed', '--since', 'soon')).rejects.toMatchObject({
      exit: EXIT.refused,
    });
    expect(asked).toEqual([]);
  });

  it('are completed by a shell', async () => {
    const none = () => Promise.resolve([]);
    const after = async (...typed: string[]) =>
      (await candidates(program(), typed, none)).map(({ value }) => value);
    expect(await after('integration', 'shop', '')).toEqual(['guide', 'test']);
    expect(await after('deliveries', 'shop', '--state', 'un')).toEqual(['unparsed']);
    expect(await after('redel')).toEqual(['redeliver']);
  });
});
