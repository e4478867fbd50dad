import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentExport } from '../../../src/archive/incident-export.ts';
import type { IncidentId } from '../../../src/incident/id.ts';
import type { IncidentView } from '../../../src/incident/view.ts';
import { createExportStore, type ExportStore } from '../../../src/mongo/export-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let exports: ExportStore;

beforeAll(async () => {
  store = await startDocumentStore();
  exports = createExportStore(store.db);
}, 300_000);
afterAll(() => store.stop());

/** @param filling of it, which cannot be compressed. */
function made(id: IncidentId, exportedAt: number, filling = ''): IncidentExport {
  return {
    format: 'muster-incident',
    version: 1,
    exportedAt,
    tenant: 'default',
    id,
    view: {} as IncidentView,
    timeline: [],
    notifications: [],
    audit: [],
    actions: [],
    workflowId: `default:incident:${id}`,
    history: [{ runId: 'first', history: { events: [{ filling }] } }],
  };
}

const chunks = (id: IncidentId): Promise<number> =>
  store.db
    .collection<{ _id: string }>('export_chunks')
    .countDocuments({ _id: new RegExp(`^default:${id}/`) });

describe('a kept export', () => {
  it('is read as it was made, and is unknown before', async () => {
    expect(await exports.read('default', 'INC-1')).toBeUndefined();
    const { bytes } = await exports.keep(made('INC-1', 1_000));
    expect(await exports.read('default', 'INC-1')).toEqual(made('INC-1', 1_000));
    expect(await exports.find('default', 'INC-1')).toEqual({ at: 1_000, bytes });
    expect(await exports.read('acme', 'INC-1')).toBeUndefined();
  });

  it('may be bigger than a document', async () => {
    const filling = randomBytes(7 * 1024 * 1024).toString('base64');
    await exports.keep(made('INC-2', 1_000, filling));
    expect(await chunks('INC-2')).toBe(2);
    expect(await exports.read('default', 'INC-2')).toEqual(made('INC-2', 1_000, filling));
  });

  it('is replaced by a newer one as a whole, and leaves nothing behind', async () => {
    await exports.keep(made('INC-3', 1_000));
    await exports.keep(made('INC-3', 1_000));
    await exports.keep(made('INC-3', 2_000));
    expect((await exports.read('default', 'INC-3'))?.exportedAt).toBe(2_000);
    expect(await chunks('INC-3')).toBe(1);
  });

  it('that several keep at once is one of theirs', async () => {
    const other = createExportStore(store.db);
    await Promise.all([exports.keep(made('INC-4', 1_000)), other.keep(made('INC-4', 2_000))]);
    expect([1_000, 2_000]).toContain((await exports.read('default', 'INC-4'))?.exportedAt);
  });

  it('whose writer died is cleared away by a later one', async () => {
    await exports.keep(made('INC-5', 1_000));
    const heads = store.db.collection<{ _id: string; revision: number }>('exports');
    const begun = [{ sum: 'dead', chunks: 1, at: 1_500, bytes: 3 }];
    await heads.updateOne({ _id: 'default:INC-5' }, { $set: { begun, revision: 50 } });
    await store.db
      .collection<{ _id: string; data: string }>('export_chunks')
      .insertOne({ _id: 'default:INC-5/dead/0', data: 'abc' });
    await exports.keep(made('INC-5', 2_000));
    expect(await chunks('INC-5')).toBe(2);
    await exports.keep(made('INC-5', 2_000 + 2 * 3_600_000));
    expect(await chunks('INC-5')).toBe(1);
  });

  it('that was damaged is not taken for whole', async () => {
    await exports.keep(made('INC-6', 1_000));
    await store.db.collection<{ _id: string }>('export_chunks').deleteOne({ _id: /^default:INC-6\// });
    await expect(exports.read('default', 'INC-6')).rejects.toThrow('The kept export of INC-6 is damaged');
  });

  it('is gone when it was deleted', async () => {
    await exports.keep(made('INC-7', 1_000));
    expect(await exports.delete('default', 'INC-7')).toBe(true);
    expect(await exports.delete('default', 'INC-7')).toBe(false);
    expect(await exports.read('default', 'INC-7')).toBeUndefined();
    expect(await chunks('INC-7')).toBe(0);
  });
});
