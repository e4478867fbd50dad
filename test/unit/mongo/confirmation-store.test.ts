import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Confirmation } from '../../../src/command/confirmation.ts';
import { createConfirmationStore, type ConfirmationStore } from '../../../src/mongo/confirmation-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let confirmations: ConfirmationStore;

beforeAll(async () => {
  store = await startDocumentStore();
  confirmations = createConfirmationStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const asked = (at: number): Confirmation => ({
  changes: [
    { kind: 'command', incident: 'INC-7', command: { name: 'resolve', note: 'it was $dns' }, status: 'open' },
    { kind: 'declare', title: 'Search is slow', private: false, severity: 'SEV-2' },
  ],
  by: { id: 'ana', name: 'Ana' },
  at,
});

describe('a question', () => {
  it('is remembered with all that a yes needs', async () => {
    await confirmations.ask('default', 'main-slack', 'abc', asked(1));
    expect(await confirmations.find('default', 'main-slack', 'abc')).toEqual(asked(1));
  });

  it('stays as it was when its delivery comes again', async () => {
    await confirmations.ask('default', 'main-slack', 'twice', asked(1));
    await confirmations.ask('default', 'main-slack', 'twice', asked(2));
    expect((await confirmations.find('default', 'main-slack', 'twice'))?.at).toBe(1);
  });

  it('is nobody else’s: not another instance’s, not another tenant’s', async () => {
    await confirmations.ask('default', 'main-slack', 'mine', asked(1));
    expect(await confirmations.find('default', 'second', 'mine')).toBeUndefined();
    expect(await confirmations.find('acme', 'main-slack', 'mine')).toBeUndefined();
  });
});
