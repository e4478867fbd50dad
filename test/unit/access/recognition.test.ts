import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createRecognition } from '../../../src/access/recognition.ts';
import type { ChatUser } from '../../../src/chat/provider.ts';

const gus: ChatUser = { id: 'gus', name: 'Gus' };
const profile = vi.fn<(instance: string, user: string) => Promise<ChatUser>>();
const warn = vi.fn();
let now = Date.UTC(2026, 2, 1);
const { identify, zoneOf } = createRecognition({
  directory: () => ({ people: new Map(), unmapped: 'responder' }),
  links: { find: () => Promise.resolve(undefined), of: () => Promise.resolve([]) },
  loudness: { find: () => Promise.resolve(undefined) },
  now: () => now,
  soon: (work) => work,
  profile,
  warn,
});

beforeEach(() => {
  vi.resetAllMocks();
  profile.mockResolvedValue({ ...gus, outsider: true });
});

it('asks nobody who somebody is where that could change nothing', async () => {
  expect(await identify('default', 'teams', gus)).toMatchObject({ roles: ['responder'] });
  expect(profile).not.toHaveBeenCalled();
});

it('asks the platform where it has not said whether somebody is of another company', async () => {
  const perhaps = { ...gus, perhapsOutsider: true } as const;
  expect(await identify('default', 'teams', perhaps)).toMatchObject({ roles: [], outsider: true });
  profile.mockResolvedValue(gus);
  expect(await identify('default', 'teams', perhaps)).toMatchObject({ roles: ['responder'] });
});

it('goes by what is known when the platform does not answer', async () => {
  profile.mockRejectedValue(new Error('no route'));
  expect(await identify('default', 'teams', { ...gus, perhapsOutsider: true })).toMatchObject({
    roles: ['responder'],
  });
  expect(await identify('default', 'slack', { ...gus, outsider: true })).toMatchObject({ roles: [] });
  expect(warn).toHaveBeenCalledTimes(2);
});

describe('where somebody lives', () => {
  const zone = (instance: string, more: Partial<ChatUser> = {}) => zoneOf(instance, { ...gus, ...more });

  it('is what comes with what they do, and the platform is not asked', () => {
    expect(zone('teams', { timeZone: 'Asia/Tokyo' })).toBe('Asia/Tokyo');
    expect(zone('teams', { timeZone: 'Tokyo Standard Time' })).toBeUndefined();
    expect(profile).not.toHaveBeenCalled();
  });

  it('is what their profile said when it was asked for something else', async () => {
    profile.mockResolvedValue({ ...gus, timeZone: 'Europe/Madrid' });
    await identify('default', 'mattermost', { ...gus, perhapsOutsider: true });
    expect(zone('mattermost')).toBe('Europe/Madrid');
    expect(profile).toHaveBeenCalledTimes(1);
  });

  it('is asked for otherwise, at most once an hour, and nobody waits for it', async () => {
    profile.mockResolvedValue({ ...gus, timeZone: 'Europe/Madrid' });
    expect(zone('slack')).toBeUndefined();
    await expect.poll(() => zone('slack')).toBe('Europe/Madrid');
    expect(profile).toHaveBeenCalledTimes(1);
    now += 3_600_001;
    profile.mockRejectedValue(new Error('no route'));
    expect(zone('slack')).toBe('Europe/Madrid');
    expect(profile).toHaveBeenCalledTimes(2);
  });

  it('is asked of no platform that tells nobody’s', async () => {
    profile.mockResolvedValue(gus);
    await identify('default', 'discord', { ...gus, perhapsOutsider: true });
    expect(zone('discord')).toBeUndefined();
    expect(zone('discord', { id: 'ida' })).toBeUndefined();
    expect(profile).toHaveBeenCalledTimes(1);
  });
});
