import { createDecipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isKey, Vault } from '../../../../src/chat/slack/vault.ts';

const KEY = randomBytes(32).toString('base64');
const OLD = randomBytes(32).toString('base64');
const PLACE = ['default', 'main-slack', 'T1'];
const SETTING = 'chat.main-slack.tokenKey';
const vault = new Vault(KEY, undefined, SETTING);

const refused = expect.objectContaining({ code: 'authentication_failed' }) as Error;

describe('a sealed token', () => {
  it('opens where it belongs, and never looks the same twice', () => {
    const sealed = vault.seal('xoxb-secret-✓', PLACE);
    expect(sealed).not.toContain('xoxb');
    expect(vault.open(sealed, PLACE)).toEqual({ secret: 'xoxb-secret-✓', stale: false });
    expect(vault.seal('xoxb-secret-✓', PLACE)).not.toBe(sealed);
  });

  it('is AES-256-GCM with a nonce of 96 bits, a whole tag, and its place as additional data', () => {
    const [version, , ...parts] = vault.seal('xoxb-1', PLACE).split('.');
    const [nonce, sealed, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
    expect([version, nonce?.length, tag?.length]).toEqual(['v1', 12, 16]);
    const plain = createDecipheriv('aes-256-gcm', Buffer.from(KEY, 'base64'), nonce!);
    plain.setAAD(Buffer.from(JSON.stringify(PLACE))).setAuthTag(tag!);
    expect(Buffer.concat([plain.update(sealed!), plain.final()]).toString()).toBe('xoxb-1');
  });

  it.each([
    ['tenant', ['other', 'main-slack', 'T1']],
    ['instance', ['default', 'other', 'T1']],
    ['workspace', ['default', 'main-slack', 'T2']],
    ['place that reads alike', ['default', 'main-slackT1', '']],
  ])('opens for no other %s', (_, place) => {
    expect(() => vault.open(vault.seal('xoxb-1', PLACE), place)).toThrow(refused);
  });

  it('opens no more once any of its letters was changed', () => {
    const sealed = vault.seal('xoxb-1', PLACE);
    for (let at = 0; at < sealed.length; at += 1) {
      const letter = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + letter + sealed.slice(at + 1);
      // The last letter of a part may hold bits that count for nothing.
      try {
        expect(vault.open(changed, PLACE).secret).toBe('xoxb-1');
      } catch (error) {
        expect(error).toEqual(refused);
      }
    }
    const [version, id, nonce, text, tag = ''] = sealed.split('.');
    expect(() => vault.open([version, id, nonce, text, tag.slice(0, 6)].join('.'), PLACE)).toThrow(refused);
    for (const broken of ['', 'v1', 'v2' + sealed.slice(2), `${sealed}.x`.slice(3)])
      expect(() => vault.open(broken, PLACE)).toThrow(refused);
  });

  it('opens with the key before its rotation, and says that it should be sealed anew', () => {
    const sealed = new Vault(OLD, undefined, SETTING).seal('xoxb-1', PLACE);
    expect(new Vault(KEY, OLD, SETTING).open(sealed, PLACE)).toEqual({ secret: 'xoxb-1', stale: true });
    expect(() => vault.open(sealed, PLACE)).toThrow(/previousTokenKey/);
  });

  it('names its key without giving it away', () => {
    const [, id = ''] = vault.seal('x', PLACE).split('.');
    expect(Buffer.from(KEY, 'base64').toString('hex')).not.toContain(id);
  });
});

describe('a key', () => {
  it.each([
    [KEY, true],
    [randomBytes(32).toString('base64url'), true],
    [randomBytes(31).toString('base64'), false],
    [randomBytes(33).toString('base64'), false],
    ['correct horse battery staple', false],
    ['', false],
  ])('%s: %s', (text, valid) => {
    expect(isKey(text)).toBe(valid);
  });
});
