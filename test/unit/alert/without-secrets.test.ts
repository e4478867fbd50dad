import { expect, it } from 'vitest';
import { redactText } from '../../../src/access/redact.ts';
import type { Alert } from '../../../src/alert/alert.ts';
import { withoutSecrets } from '../../../src/alert/without-secrets.ts';

const alert: Alert = {
  key: 'disk',
  status: 'firing',
  title: 'The disk is full, password=hunter2',
  description: 'Authorization: Bearer abcdef0123456789',
  labels: { host: 'db-1', note: 'password=hunter2', password: 'hunter2', apiKey: 'letmein', token: '' },
  startedAt: 0,
  links: [
    { title: 'Runbook', url: 'https://runbooks.example/disk' },
    { title: 'Console', url: 'https://ana:hunter2@console.example/' },
  ],
};

it('an alert is kept without its secrets, also those that are labels of their own', () => {
  const kept = withoutSecrets(alert, (text) => redactText(text));
  expect(JSON.stringify(kept)).not.toMatch(/hunter2|letmein|abcdef/);
  expect(kept).toMatchObject({
    key: 'disk',
    title: 'The disk is full, password=[redacted: password]',
    labels: { host: 'db-1', password: '[redacted: secret]', apiKey: '[redacted: secret]', token: '' },
    links: [{ title: 'Runbook' }],
  });
});
