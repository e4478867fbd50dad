import { describe, expect, it } from 'vitest';
import type { Input } from '../../../../src/chat/element.ts';
import { dialog, openRequest } from '../../../../src/chat/mattermost/dialog.ts';
import { channelName, nameOf } from '../../../../src/chat/mattermost/channel-name.ts';
import { mattermostSettings } from '../../../../src/chat/mattermost/settings.ts';
import { ANA, MODAL, needs } from './fixture.ts';

function drawn(...inputs: Input[]): Record<string, unknown>[] {
  const { elements } = dialog({ ...MODAL, inputs }, ANA, needs()) as { elements: Record<string, unknown>[] };
  return elements;
}

describe('a dialog', () => {
  it('has texts within what the server takes', () => {
    expect(
      drawn(
        {
          id: 'title',
          label: 'What is wrong with the checkout?',
          type: 'text',
          limit: 200,
          initial: 'x'.repeat(300),
        },
        { id: 'note', label: 'Note', type: 'paragraph', limit: 9000, optional: true, placeholder: 'why' },
      ),
    ).toEqual([
      {
        name: 'title',
        display_name: 'What is wrong with the …',
        help_text: 'What is wrong with the checkout?',
        type: 'text',
        max_length: 150,
        default: 'x'.repeat(150),
        optional: false,
      },
      {
        name: 'note',
        display_name: 'Note',
        type: 'textarea',
        max_length: 3000,
        optional: true,
        placeholder: 'why',
      },
    ]);
  });

  it('has beside a box what its label says, below a title that fits', () => {
    const label = 'Private: seen by responders and admins only';
    expect(drawn({ id: 'private', label, type: 'checkbox' })).toEqual([
      {
        name: 'private',
        display_name: 'Private',
        placeholder: 'Seen by responders and admins only',
        type: 'bool',
        optional: true,
        default: 'false',
      },
    ]);
  });

  it('has choices, people, and boxes one by one', () => {
    const options = [
      { label: 'Chat', value: 'chat' },
      { label: 'Mail', value: 'mail' },
    ];
    expect(
      drawn(
        { id: 'severity', label: 'Severity', type: 'select', options, initial: 'mail' },
        { id: 'who', label: 'Who', type: 'user', initial: ANA },
        { id: 'announce', label: 'Announce also in', type: 'channel', optional: true },
        { id: 'private', label: 'Private', type: 'checkbox' },
        { id: 'notify', label: 'Notify', type: 'checkbox', options, initial: 'mail' },
      ),
    ).toMatchObject([
      {
        name: 'severity',
        type: 'select',
        options: [{ text: 'Chat', value: 'chat' }, { value: 'mail' }],
        default: 'mail',
      },
      { name: 'who', type: 'select', data_source: 'users', default: ANA },
      { name: 'announce', type: 'select', data_source: 'channels', optional: true },
      { name: 'private', type: 'bool', optional: true, default: 'false' },
      { name: 'notify:chat', type: 'bool', optional: true, default: 'false', placeholder: 'Chat' },
      { name: 'notify:mail', type: 'bool', optional: true, default: 'true', placeholder: 'Mail' },
    ]);
  });

  it('lets what has no options be typed, and chooses none that is not there', () => {
    expect(drawn({ id: 'incident', label: 'Incident', type: 'select', options: [] })).toMatchObject([
      { type: 'text' },
    ]);
    const options = [{ label: 'A', value: 'a' }];
    const [choice] = drawn({ id: 'x', label: 'X', type: 'select', options, initial: 'b' });
    expect(choice).not.toHaveProperty('default');
  });

  it('is opened for whom the trigger belongs to, and for nobody without one', () => {
    const trigger = Buffer.from(`id:${ANA}:1700000000000:sig`).toString('base64');
    const request = openRequest(trigger, MODAL, needs()) as { url: string; dialog: { state: string } };
    expect(request.url).toBe('https://muster.example.com/chat/main-mattermost/dialogs');
    expect(JSON.parse(request.dialog.state)).toMatchObject({ user: ANA, modal: 'declare' });
    for (const none of ['', 'x', Buffer.from('id:../x:1:sig').toString('base64')])
      expect(() => openRequest(none, MODAL, needs())).toThrow(
        expect.objectContaining({ code: 'message_rejected' }),
      );
  });
});

describe('names of channels', () => {
  it.each([
    ['INC 43: Überlast & "Zahlung"!', 'inc-43-uberlast-zahlung'],
    ['#__x__y--z_', 'x_y-z'],
    ['a', 'incident-a'],
    ['!!!', 'incident'],
    ['a'.repeat(26), `incident-${'a'.repeat(26)}`],
    [`${'x'.repeat(63)}-y`, 'x'.repeat(63)],
  ])('%s becomes %s', (wished, name) => {
    expect(channelName(wished)).toBe(name);
  });

  it('are told from ids', () => {
    expect(nameOf('~Incidents')).toBe('incidents');
    expect(nameOf('#incidents')).toBe('incidents');
    expect(nameOf(ANA)).toBeUndefined();
  });
});

describe('settings', () => {
  const right = {
    url: 'https://chat.example.com/',
    botToken: 't',
    teamName: 'ops',
    callbackSecret: 's'.repeat(32),
  };

  it('have what can be left out', () => {
    expect(mattermostSettings.parse(right)).toEqual({
      ...right,
      url: 'https://chat.example.com',
      privateReplies: 'direct',
      bookmarks: false,
      guestsByEmail: false,
      listen: true,
      timeoutMs: 30_000,
    });
  });

  it.each([
    [{ url: 'ftp://x' }, 'url'],
    [{ botToken: 'a b' }, 'botToken'],
    [{ callbackSecret: 'short' }, 'callbackSecret'],
    [{ callbackSecret: undefined }, 'callbackSecret'],
    [{ commandToken: '' }, 'commandToken'],
    [{ teamName: undefined }, 'teamName'],
    [{ teamId: 'x'.repeat(26) }, 'teamName'],
    [{ teamName: undefined, teamId: 'short' }, 'teamId'],
    [{ typo: 1 }, ''],
  ])('are refused with %j', (change, where) => {
    const read = mattermostSettings.safeParse({ ...right, ...change });
    expect(read.error?.issues.map(({ path }) => path.join('.'))).toContain(where);
  });
});
