import { describe, expect, it } from 'vitest';
import { redactText } from '../../../src/access/redact.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { secretValues } from '../../../src/config/secret-values.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const redact = (text: string, ...secrets: string[]): string => redactText(text, [secretValues(secrets)]);

describe('the secrets of the configuration', () => {
  it('are taken out of texts, however they are written in them', () => {
    const secret = 'p"lain & öpen';
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ])
      expect(redact(`it says ${form}, twice ${form}`, secret)).toMatch(
        /^it says \[redacted: secret\]=*, twice \[redacted: secret\]=*$/,
      );
    expect(redact('abcdefgh-long and abcdefgh', 'abcdefgh', 'abcdefgh-long')).toBe(
      '[redacted: secret] and [redacted: secret]',
    );
    expect(redact('nothing of it', secret)).toBe('nothing of it');
  });

  it('that are too short to be told from words, or not set, stay', () => {
    expect(redact('the word of https://unset.invalid/TOKEN', 'word', 'https://unset.invalid/TOKEN')).toBe(
      'the word of https://unset.invalid/TOKEN',
    );
  });

  it('are those of all tenants, of integrations, trackers and chat platforms', () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-secrets-'));
    const env = {
      ADDRESS: 'address-of-alerts-0123456789',
      TOKEN: 'tracker-token-of-acme',
      HOOK: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    };
    try {
      const path = join(folder, 'muster.yaml');
      writeFileSync(
        path,
        `
chat:
  hook: { platform: webhook, url: 'https://hook.example', signingSecret: '\${HOOK}' }
integrations:
  alerts: { source: alertmanager, secret: '\${ADDRESS}' }
tenants:
  acme:
    chat: { sandbox: { platform: sandbox } }
    trackers: { hub: { tracker: github, token: '\${TOKEN}' } }
`,
      );
      const { config } = loadConfig({ path, env, platforms: PLATFORMS });
      const said = redactText(Object.values(env).join(' | '), [config.secrets]);
      expect(said.match(/\[redacted: /g)).toHaveLength(3);
      for (const value of Object.values(env)) expect(said).not.toContain(value);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
