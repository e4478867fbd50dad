import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/chat/message.ts';
import { FOLLOWED_MS, Homes, type HomeReader } from '../../../src/http/homes.ts';
import { eventually } from '../../harness/eventually.ts';

const message = (summary: string): Message => ({ summary, sections: [] });
const reader = (id: string, tenant = 'default'): HomeReader => ({
  tenant,
  instance: `${tenant}-slack`,
  user: { id, name: id },
});

let now: number;
let version: string;
let looks: number;
let pages: Map<string, string>;
let shown: string[];
let refused: number;
let stop: AbortController;
let homes: Homes;

beforeEach(() => {
  now = 1_000;
  version = 'a';
  looks = 0;
  refused = 0;
  pages = new Map();
  shown = [];
  stop = new AbortController();
  homes = new Homes({
    page: ({ person }) => Promise.resolve({ kind: 'home', message: message(pages.get(person.id) ?? 'none') }),
    identify: (_tenant, _instance, { id, name }) => Promise.resolve({ person: { id, name }, roles: [] }),
    version: () => {
      looks++;
      return Promise.resolve(version);
    },
    show: (instance, { user }, look) => {
      if (refused > 0) {
        refused--;
        return Promise.reject(new Error('not now'));
      }
      if (look.kind === 'home') shown.push(`${instance}/${user} ${look.message.summary}`);
      return Promise.resolve();
    },
    now: () => now,
    log: pino({ level: 'silent' }),
    stop: stop.signal,
    everyMs: 1,
    apartMs: 1,
  });
});
afterEach(() => stop.abort());

const aLook = async (): Promise<void> => {
  const before = looks;
  await eventually('two more looks', () => looks > before + 1);
};

describe('pages of Muster that people look at', () => {
  it('are drawn anew when what they show has changed, and only then', async () => {
    homes.opened(reader('ana'), message('none'));
    homes.opened(reader('ben'), message('none'));
    await aLook();
    expect(shown).toEqual([]);
    pages.set('ana', 'INC-1');
    version = 'b';
    await eventually('a page', () => shown.length > 0);
    await aLook();
    expect(shown).toEqual(['default-slack/ana INC-1']);
  });

  it('are drawn after something was done on one that this process has not drawn itself', async () => {
    homes.used(reader('ana'));
    await eventually('a page', () => shown.length > 0);
    await aLook();
    expect(shown).toEqual(['default-slack/ana none']);
  });

  it('are left alone when nobody has opened them for long, and followed again when somebody does', async () => {
    homes.opened(reader('ana'), message('none'));
    await aLook();
    now += FOLLOWED_MS;
    await eventually('the end', () => !homes.follows(reader('ana')));
    pages.set('ana', 'INC-1');
    version = 'b';
    homes.opened(reader('ben'), message('none'));
    await aLook();
    expect(shown).toEqual([]);
    homes.opened(reader('ana'), message('none'));
    version = 'c';
    await eventually('a page', () => shown.length > 0);
    expect(shown).toEqual(['default-slack/ana INC-1']);
  });

  it('are drawn at the next change when the platform refused one', async () => {
    homes.opened(reader('ana'), message('none'));
    await aLook();
    refused = 1;
    pages.set('ana', 'INC-1');
    version = 'b';
    await eventually('the refusal', () => refused === 0);
    version = 'c';
    await eventually('a page', () => shown.length > 0);
    expect(shown).toEqual(['default-slack/ana INC-1']);
  });

  it('of two tenants are kept apart', async () => {
    homes.opened(reader('ana'), message('none'));
    homes.opened(reader('ana', 'acme'), message('INC-9'));
    pages.set('ana', 'INC-9');
    version = 'b';
    await eventually('a page', () => shown.length > 0);
    await aLook();
    expect(shown).toEqual(['default-slack/ana INC-9']);
  });

  it('are at most so many', () => {
    for (let n = 0; n < 250; n++) homes.opened(reader(`U${n}`), message('none'));
    expect(homes.follows(reader('U0'))).toBe(false);
    expect(homes.follows(reader('U50'))).toBe(true);
    expect(homes.follows(reader('U249'))).toBe(true);
  });
});
