import { describe, expect, it } from 'vitest';
import {
  seal,
  verifyCommandToken,
  verifySeal,
  type Sealed,
} from '../../../../src/chat/mattermost/authenticity.ts';
import {
  adapter,
  ANA,
  BEN,
  CHANNEL,
  COMMAND_TOKEN,
  context,
  needs,
  NOW,
  press,
  request,
  SECRET,
  submission,
} from './fixture.ts';

const refused = (code: string) => expect.objectContaining({ name: 'ChatError', code }) as Error;
const FORGED = refused('invalid_webhook');
const CLOSED = refused('authentication_failed');

describe('the token of a slash command', () => {
  it('is taken while it is current, and while the one before is still in use', () => {
    expect(() => verifyCommandToken('new', 'new', 'old', 'mm')).not.toThrow();
    expect(() => verifyCommandToken('old', 'new', 'old', 'mm')).not.toThrow();
  });

  it.each([undefined, '', 'other', 'ne', 'new '])('is refused when it is %j', (given) => {
    expect(() => verifyCommandToken(given, 'new', 'old', 'mm')).toThrow(FORGED);
  });

  it.each([undefined, ''])(
    'is never believed while none is set (%j), whatever the one before was',
    (current) => {
      expect(() => verifyCommandToken('old', current, 'old', 'mm')).toThrow(CLOSED);
      expect(() => verifyCommandToken('', current, undefined, 'mm')).toThrow(/chat\.mm\.commandToken/);
    },
  );

  it("is believed in the request of Mattermost's own documentation, and in no other", () => {
    // The example of https://developers.mattermost.com/integrate/slash-commands/custom/.
    const documented =
      'channel_id=fukstoff4brqdqfskbpbiwyhqo&channel_name=town-square&command=%2Fim&team_domain=ops' +
      '&team_id=xoukstoff4brqdqfskbpbiwyhq&text=status&token=gb4xzqjz8pn39yxbgs6n7zhzfr' +
      '&trigger_id=dHJpZ2dlcg%3D%3D&user_id=rnina9994bde8mua79zqcg5hmo&user_name=ana';
    const headers = { authorization: 'Token gb4xzqjz8pn39yxbgs6n7zhzfr' };
    expect(() => adapter().authenticate(request('commands', documented, headers))).not.toThrow();
    expect(() => adapter().authenticate(request('commands', documented))).not.toThrow();
    const regenerated = adapter({ commandToken: 'xr3j5x3p4pfk7kk6ck7b4e6ghh' });
    expect(() => regenerated.authenticate(request('commands', documented, headers))).toThrow(FORGED);
  });

  const form = (token: string) => new URLSearchParams({ token, text: 'status' }).toString();

  it('is read from the header, and from the body where the header is another', () => {
    const by = (headers: Record<string, string>, token: string) => () =>
      adapter().authenticate(request('commands', form(token), headers));
    expect(by({ authorization: `Token ${COMMAND_TOKEN}` }, '')).not.toThrow();
    expect(by({}, COMMAND_TOKEN)).not.toThrow();
    expect(by({ authorization: 'Bearer something' }, COMMAND_TOKEN)).not.toThrow();
    expect(by({ authorization: 'Token wrong' }, COMMAND_TOKEN)).toThrow(FORGED);
    expect(by({}, 'wrong')).toThrow(FORGED);
    expect(by({}, '')).toThrow(FORGED);
  });
});

describe('a seal', () => {
  const action: Sealed = {
    kind: 'action',
    action: 'ack INC-7',
    channel: CHANNEL,
    passing: false,
    issued: NOW,
  };
  const secrets = { callbackSecret: SECRET };
  const made = seal(secrets, context, action);
  const day = 86_400_000;

  it('is believed as it was made', () => {
    expect(() => verifySeal(made, secrets, context, action, NOW)).not.toThrow();
  });

  it.each<[string, Partial<Sealed>]>([
    ['another action', { action: 'resolve INC-7' }],
    ['another incident', { action: 'ack INC-8' }],
    ['another channel', { channel: ANA }],
    ['another kind of message', { passing: true }],
    ['another time', { issued: NOW + 1 }],
  ])('is worth nothing for %s', (_, change) => {
    const other = { ...action, ...change } as Sealed;
    expect(() => verifySeal(made, secrets, context, other, NOW)).toThrow(FORGED);
  });

  it('is worth nothing in another instance, in another tenant, and by another secret', () => {
    for (const elsewhere of [
      { ...context, instance: 'second' },
      { ...context, tenant: 'other' },
    ]) {
      expect(() => verifySeal(made, secrets, elsewhere, action, NOW)).toThrow(FORGED);
    }
    const other = { callbackSecret: `${SECRET}!` };
    expect(() => verifySeal(made, other, context, action, NOW)).toThrow(FORGED);
    for (const forged of ['', 'x', made.slice(1), `${made}A`, made.toUpperCase()])
      expect(() => verifySeal(forged, secrets, context, action, NOW)).toThrow(FORGED);
  });

  it('of a button is worth nothing in a form, whatever the parts', () => {
    const dialog: Sealed = { kind: 'dialog', modal: 'ack INC-7', context: CHANNEL, user: ANA, issued: NOW };
    expect(() => verifySeal(made, secrets, context, dialog, NOW)).toThrow(FORGED);
  });

  it('goes on being believed while its secret is being replaced', () => {
    const rotated = { callbackSecret: 'n'.repeat(32), previousCallbackSecret: SECRET };
    expect(() => verifySeal(made, rotated, context, action, NOW)).not.toThrow();
  });

  it('grows old: a button after 90 days, a form after one', () => {
    expect(() => verifySeal(made, secrets, context, action, NOW + 90 * day)).not.toThrow();
    expect(() => verifySeal(made, secrets, context, action, NOW + 90 * day + 1)).toThrow(FORGED);
    const dialog: Sealed = { kind: 'dialog', modal: 'declare', context: '{}', user: ANA, issued: NOW };
    const form = seal(secrets, context, dialog);
    expect(() => verifySeal(form, secrets, context, dialog, NOW + day)).not.toThrow();
    expect(() => verifySeal(form, secrets, context, dialog, NOW + day + 1)).toThrow(FORGED);
  });

  it('is not from the future, save for a clock that goes ahead', () => {
    expect(() => verifySeal(made, secrets, context, action, NOW - 300_000)).not.toThrow();
    expect(() => verifySeal(made, secrets, context, action, NOW - 300_001)).toThrow(FORGED);
  });

  it.each([undefined, ''])('is neither made nor believed while there is no secret (%j)', (callbackSecret) => {
    const none = { callbackSecret, previousCallbackSecret: SECRET };
    expect(() => seal(none, context, action)).toThrow(CLOSED);
    expect(() => verifySeal(made, none, context, action, NOW)).toThrow(CLOSED);
  });
});

describe('what Mattermost sends back', () => {
  it('is believed when it is a press of our own button, or our own form from who was shown it', () => {
    expect(() => adapter().authenticate(request('actions', press()))).not.toThrow();
    expect(() => adapter().authenticate(request('dialogs', submission()))).not.toThrow();
  });

  it('is not believed when the button was pressed elsewhere than where it stands', () => {
    const moved = { ...press(), channel_id: BEN };
    expect(() => adapter().authenticate(request('actions', moved))).toThrow(FORGED);
    const claimed = press();
    claimed.context['channel'] = BEN;
    expect(() => adapter().authenticate(request('actions', { ...claimed, channel_id: BEN }))).toThrow(FORGED);
  });

  it('is not believed when the form was shown to somebody else', () => {
    const passedOn = { ...submission(), user_id: BEN };
    expect(() => adapter().authenticate(request('dialogs', passedOn))).toThrow(FORGED);
    const state = JSON.parse(submission().state) as Record<string, unknown>;
    const claimed = { ...submission(), user_id: BEN, state: JSON.stringify({ ...state, user: BEN }) };
    expect(() => adapter().authenticate(request('dialogs', claimed))).toThrow(FORGED);
  });

  it.each(['modal', 'context', 'issued', 'seal'])(
    'is not believed when %s of the form was changed',
    (field) => {
      const state = JSON.parse(submission().state) as Record<string, string | number>;
      const old = state[field];
      state[field] = typeof old === 'number' ? old + 1 : `${old}x`;
      const changed = { ...submission(), state: JSON.stringify(state) };
      expect(() => adapter().authenticate(request('dialogs', changed))).toThrow(FORGED);
    },
  );

  it('is not believed at another address than its own', () => {
    // Any user can let the server send a form to any address.
    expect(() => adapter().authenticate(request('actions', submission()))).toThrow(FORGED);
    expect(() => adapter().authenticate(request('dialogs', press()))).toThrow(FORGED);
    expect(() => adapter().authenticate(request('commands', press()))).toThrow(FORGED);
    expect(() => adapter().authenticate(request('elsewhere', press()))).toThrow(FORGED);
  });

  it('is held against the clock of its arrival', () => {
    const later = request('dialogs', submission(), {}, NOW + 2 * 86_400_000);
    expect(() => adapter().authenticate(later)).toThrow(/old/);
  });

  it('never tells the secret in an error', () => {
    const forged = press('ack INC-7', needs(NOW, { callbackSecret: 'f'.repeat(40) }));
    expect(() => adapter().authenticate(request('actions', forged))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(SECRET) as string }),
    );
  });
});
