import { describe, expect, it } from 'vitest';
import { slackSignature, verifySlackRequest } from '../../../../src/chat/slack/authenticity.ts';
import { refusal } from '../../../contract/expectations.ts';
import { adapter, fixture, request } from './fixture.ts';

// Slack's own example, from "Verifying requests from Slack".
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const TIMESTAMP = '1531420618';
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
const BODY = Buffer.from(fixture('signed-command.txt'));
const NOW = Number(TIMESTAMP) * 1000;

const signed = { signature: SIGNATURE, timestamp: TIMESTAMP, body: BODY };

function verify(
  change: Partial<typeof signed> | { signature?: undefined },
  secrets = [SECRET],
  now = NOW,
): () => void {
  return () => verifySlackRequest({ ...signed, ...change }, secrets, now, 'main-slack');
}

describe("Slack's signature", () => {
  it("is made as Slack's own example has it", () => {
    expect(slackSignature(SECRET, TIMESTAMP, BODY)).toBe(SIGNATURE);
  });

  it('is accepted', () => {
    expect(verify({})).not.toThrow();
  });

  it.each([
    ['4 minutes 59 old', 299_000],
    ['exactly 5 minutes old', 300_000],
    ['exactly 5 minutes ahead', -300_000],
  ])('is accepted when %s', (_, age) => {
    expect(verify({}, [SECRET], NOW + age)).not.toThrow();
  });

  it.each([
    ['more than 5 minutes old', 300_001],
    ['more than 5 minutes ahead', -300_001],
  ])('is refused when %s', (_, age) => {
    expect(verify({}, [SECRET], NOW + age)).toThrow(expect.objectContaining({ code: 'invalid_webhook' }));
  });

  it.each([
    ['of another body', { body: Buffer.concat([BODY, Buffer.from('&x=1')]) }],
    ['of another time', { timestamp: '1531420619' }],
    ['cut short', { signature: SIGNATURE.slice(0, -1) }],
    ['with more behind it', { signature: `${SIGNATURE}0` }],
    ['in capitals', { signature: SIGNATURE.toUpperCase() }],
    ['of another version', { signature: SIGNATURE.replace('v0', 'v1') }],
    ['with letters beyond ASCII', { signature: SIGNATURE.replace('a', 'ä') }],
    ['absent', { signature: '' }],
    ['without a time', { timestamp: '' }],
    ['with a time that is none', { timestamp: 'NaN' }],
    ['with a fraction', { timestamp: '1531420618.5' }],
    ['with a negative time', { timestamp: '-1531420618' }],
  ])('is refused when %s', (_, change) => {
    expect(verify(change)).toThrow(expect.objectContaining({ code: 'invalid_webhook' }));
  });

  it('covers raw bytes, also those that are no UTF-8', () => {
    const body = Uint8Array.from([0xff, 0x00, 0xfe, 0x80]);
    const other = Uint8Array.from([0xff, 0x00, 0xfe, 0x81]);
    const signature = slackSignature(SECRET, TIMESTAMP, body);
    expect(verify({ body: Buffer.from(body), signature })).not.toThrow();
    expect(verify({ body: Buffer.from(other), signature })).toThrow();
  });

  it('may be made with the new or with the previous secret', () => {
    expect(verify({}, ['new', SECRET])).not.toThrow();
    expect(verify({}, [SECRET, 'old'])).not.toThrow();
    expect(verify({}, ['new', 'old'])).toThrow(expect.objectContaining({ code: 'invalid_webhook' }));
  });

  it.each([[[]], [['']], [['', '']]])('believes nobody without a secret: %j', (secrets) => {
    const forged = { signature: slackSignature('', TIMESTAMP, BODY) };
    expect(verify(forged, secrets)).toThrow(expect.objectContaining({ code: 'authentication_failed' }));
    expect(verify(forged, secrets)).toThrow(/chat\.main-slack\.signingSecret/);
  });

  it('never shows a secret in an error', () => {
    expect(verify({ signature: 'v0=0' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(SECRET) as string }),
    );
  });
});

describe('the way in', () => {
  const headers = { 'x-slack-signature': SIGNATURE, 'x-slack-request-timestamp': TIMESTAMP };
  const arrived = { ...request('commands', BODY), headers, receivedAt: NOW };
  /** The workspace that the documentation's command comes from. */
  const teamId = 'T1DC2JH3J';

  it('reads the signature from the headers', async () => {
    await adapter({ signingSecret: SECRET, teamId }).authenticate(arrived);
    await adapter({ signingSecret: 'new', previousSigningSecret: SECRET, teamId }).authenticate(arrived);
    await expect(adapter({ signingSecret: 'new', teamId }).authenticate(arrived)).rejects.toThrow(
      /does not match/,
    );
  });

  it('refuses what is not signed', async () => {
    const unsigned = adapter({ signingSecret: SECRET, teamId }).authenticate({ ...arrived, headers: {} });
    await refusal(unsigned, 'invalid_webhook');
  });

  it('refuses everything when only Socket Mode is set up', async () => {
    const socket = { mode: 'socket', appToken: 'xapp-1', teamId };
    for (const settings of [socket, { ...socket, previousSigningSecret: SECRET }]) {
      await refusal(adapter(settings).authenticate(arrived), 'authentication_failed');
    }
  });
});
