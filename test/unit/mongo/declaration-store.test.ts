import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeclarationStore, type DeclarationStore } from '../../../src/mongo/declaration-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let declarations: DeclarationStore;

beforeAll(async () => {
  store = await startDocumentStore();
  declarations = createDeclarationStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const times = <R>(count: number, work: (index: number) => Promise<R>): Promise<R[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

describe('incident numbers', () => {
  it('begin at 1 and rise', async () => {
    expect(await declarations.allocate('rising', 'a')).toBe('INC-1');
    expect(await declarations.allocate('rising', 'b')).toBe('INC-2');
  });

  it('are the same for one delivery, 50 times at once and ever after', async () => {
    const ids = new Set(await times(50, () => declarations.allocate('same', 'delivery')));
    expect(ids.size).toBe(1);
    expect(await declarations.allocate('same', 'delivery')).toBe([...ids][0]);
  });

  it('are all different for 50 deliveries at once', async () => {
    const ids = await times(50, (index) => declarations.allocate('different', `delivery ${index}`));
    expect(new Set(ids).size).toBe(50);
    expect(await times(50, (index) => declarations.allocate('different', `delivery ${index}`))).toEqual(ids);
  });

  it('are different when several servers allocate at once', async () => {
    const servers = [declarations, createDeclarationStore(store.db), createDeclarationStore(store.db)];
    const ids = await times(45, (index) => servers[index % 3]!.allocate('servers', `delivery ${index}`));
    expect(new Set(ids).size).toBe(45);
    const one = await times(30, (index) => servers[index % 3]!.allocate('servers', 'one delivery'));
    expect(new Set(one).size).toBe(1);
  });

  it('go on after a restart', async () => {
    const first = await declarations.allocate('restart', 'before');
    const next = await createDeclarationStore(store.db).allocate('restart', 'after');
    expect([first, next]).toEqual(['INC-1', 'INC-2']);
  });

  it('belong to one tenant', async () => {
    expect(await declarations.allocate('one', 'x')).toBe('INC-1');
    expect(await declarations.allocate('two', 'x')).toBe('INC-1');
  });

  it('are not given away once reserved, also when the server knows a lower one', async () => {
    expect(await declarations.allocate('reserved', 'first')).toBe('INC-1');
    const rebuild = createDeclarationStore(store.db);
    await rebuild.reserveUntil('reserved', 41);
    await rebuild.reserveUntil('reserved', 12);
    expect(await declarations.allocate('reserved', 'second')).toBe('INC-42');
  });

  it('are changed for a delivery whose number was taken by an incident of before', async () => {
    expect(await declarations.allocate('anew', 'delivery')).toBe('INC-1');
    expect(await declarations.allocateAnew('anew', 'delivery')).toBe('INC-2');
    expect(await declarations.allocate('anew', 'delivery')).toBe('INC-2');
    expect(await declarations.allocate('anew', 'another')).toBe('INC-3');
  });

  it('are remembered from the workflows, but never overwritten', async () => {
    await declarations.remember('rebuilt', 'known', 17);
    expect(await declarations.allocate('rebuilt', 'known')).toBe('INC-17');
    await declarations.remember('rebuilt', 'known', 3);
    expect(await declarations.allocate('rebuilt', 'known')).toBe('INC-17');
  });
});
