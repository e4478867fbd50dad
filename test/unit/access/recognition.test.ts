import { beforeEach, expect, it, vi } from 'vitest';
import { createRecognition } from '../../../src/access/recognition.ts';
import type { ChatUser } from '../../../src/chat/provider.ts';

const gus: ChatUser = { id: 'gus', name: 'Gus' };
const profile = vi.fn<(instance: string, user: string) => Promise<ChatUser>>();
const warn = vi.fn();
const { identify } = createRecognition({
  directory: () => ({ people: new Map(), unmapped: 'responder' }),
  links: { find: () => Promise.resolve(undefined), of: () => Promise.resolve([]) },
  loudness: { find: () => Promise.resolve(undefined) },
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
