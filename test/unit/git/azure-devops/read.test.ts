import { describe, expect, it } from 'vitest';
import { azureDevOps } from '../../../../src/git/azure-devops/source.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { readAsGolden, readWhateverComes, type Example } from '../../../harness/examples.ts';
import {
  deliveryOf,
  expectGolden,
  expectNeverToThrow,
  fixturesOf,
  RECEIVED_AT,
  type Fixture,
} from '../../../harness/source-fixtures.ts';

const context = { tenant: 'default', integration: 'azure' };
const intake = azureDevOps.create({ deploymentStages: ['Production'] }, context);
const fixtures = fixturesOf('azure-devops');
const fixture = (name: string): Fixture => fixtures.find((one) => one.name === name)!;
const read = (name: string): Reading => intake.read(deliveryOf({}, fixture(name).body));
const keys = (reading: Reading) =>
  reading.kind === 'read' ? (reading.changes ?? []).map(({ key }) => key) : [];

// As they are published they are what its button Test sends: they are read as what a subscription sends.
const published = ({ body }: Pick<Example, 'body'>): Reading => {
  const text = Buffer.from(body).toString();
  const id = '9d2c1a70-1ce8-4f2a-9b1d-000000000005';
  const sent = text
    .replace(/("subscriptionId": *)"[0-]+"/, `$1"5b1f2a60-6c3e-4a53-8a35-6d2c8f1e0a11"`)
    .replace(
      /^(\{\s*(?:"subscriptionId": *"[^"]*",\s*)?(?:"notificationId": *\d+,\s*)?"id": *)"[^"]*"/,
      `$1"${id}"`,
    );
  return intake.read(deliveryOf({}, Buffer.from(sent)));
};

describe('the examples of Azure DevOps that are published', () => {
  readAsGolden('azure-devops', published);
  readWhateverComes('azure-devops', published);
});

describe('a notification of Azure DevOps', () => {
  it.each(fixtures.map(({ name }) => name))('is read: %s', async (name) => {
    await expectGolden('azure-devops', name, read(name));
  });

  it('is known by its subscription, its number and its event', () => {
    expect(intake.key(deliveryOf({}, fixture('push').body))).toBe(
      '5b1f2a60-6c3e-4a53-8a35-6d2c8f1e0a11/5/9d2c1a70-1ce8-4f2a-9b1d-000000000005',
    );
    expect(intake.key(deliveryOf({}, { id: 'a', eventType: 'git.push' }))).toBe('a');
    expect(intake.key(deliveryOf({}, { a: 1 }))).toBeUndefined();
  });

  it('tells of a merge once, though two events tell of it', () => {
    const [one, two] = ['pull-request-completed', 'pull-request-merged'].map(read);
    expect(keys(one!)).toEqual(['https://dev.azure.com/acme/payments/_git/api/pullrequest/11871 merged']);
    expect(keys(two!)).toEqual(keys(one!));
  });

  it('says of a message that the server cut that it goes on', () => {
    const { body } = fixture('push');
    const text = JSON.stringify(body).replace(
      '"comment":"Fix INC-42: wait longer between two tries"',
      '"comment":"Fix INC-42: wait longer","commentTruncated":true',
    );
    const reading = intake.read(deliveryOf({}, JSON.parse(text) as object)) as Extract<
      Reading,
      { kind: 'read' }
    >;
    const [push] = reading.changes ?? [];
    const commits = push?.type === 'push' ? push.commits : [];
    expect(commits.map(({ messageTruncated }) => messageTruncated)).toEqual([undefined, true]);
  });

  it('gives each change of a push a key of its own', () => {
    for (const name of ['push-several', 'push-new-branch']) {
      const all = keys(read(name));
      expect(all.length).toBeGreaterThan(1);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it('tells the commits of a push to several branches with one of them, and marks the others', () => {
    const body = structuredClone(fixture('push-several').body) as {
      resource: { commits: object[]; refUpdates: object[] };
    };
    const { resource } = body;
    const [newest] = resource.commits as { commitId: string }[];
    const other = 'd'.repeat(40);
    resource.commits.push({ ...newest, commitId: other });
    resource.refUpdates = [
      { name: 'refs/heads/main', oldObjectId: 'a'.repeat(40), newObjectId: newest?.commitId },
      { name: 'refs/heads/release', oldObjectId: 'a'.repeat(40), newObjectId: other },
    ];
    const reading = intake.read(deliveryOf({}, body));
    const [main, release] = reading.kind === 'read' ? (reading.changes ?? []) : [];
    expect(main?.type === 'push' && main.commits).toHaveLength(2);
    expect(release).toMatchObject({ branch: 'release', commits: [], truncated: {} });
  });

  it('takes nobody for a voter who only has the beginning of the name, or of whom the title says so', () => {
    const body = fixture('pull-request-approved').body as { message: unknown };
    for (const text of [
      'Max Muster-Mann approved pull request 11871',
      'Jane Doe updated the title of pull request 11871 (Max Muster approved it) in api',
      'Max Muster updated pull request 11871 (approved by all) in api',
    ])
      expect(intake.read(deliveryOf({}, { ...body, message: { text } }))).toMatchObject({
        changes: [{ action: 'updated' }],
      });
  });

  it('has only addresses that a browser opens, without the user of the remote', () => {
    expect(JSON.stringify(fixtures.map(({ name }) => read(name)))).not.toContain('acme@');
  });

  it('is believed by the address, or by what the header Authorization must say', async () => {
    const body = new Uint8Array();
    const believed = (authorization: string | undefined) =>
      azureDevOps
        .create(
          {
            deploymentStages: [],
            authorization: { scheme: 'Bearer', username: 'azure', password: 'password-of-the-test' },
          },
          context,
        )
        .verify({ headers: { authorization }, body }, 0);
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(await intake.verify({ headers: {}, body }, 0)).toEqual({ verified: true, by: 'address' });
    expect(await believed(basic('azure:password-of-the-test'))).toEqual({ verified: true, by: 'token' });
    for (const wrong of [undefined, basic('azure:another'), basic('other:password-of-the-test'), 'Basic !'])
      expect(await believed(wrong)).toMatchObject({ verified: false });
  });

  it('of a test of the way in is read', () => {
    const { headers, body } = azureDevOps.sample(RECEIVED_AT);
    expect(intake.read(deliveryOf(headers, Buffer.from(body)))).toMatchObject({
      changes: [{ type: 'push', branch: 'main', at: RECEIVED_AT }],
    });
  });

  it('never makes reading throw, whatever comes', () => {
    expectNeverToThrow((delivery) => intake.read(delivery), fixtures, 600);
  });
});
