import { stderr } from 'node:process';
import { obtainDocumentStore, obtainTemporal, obtainTestServer } from '../dist/src/embedded/obtain.js';

/** Obtains ahead what the tests run on: a build takes minutes, for which compiler and lint leave a processor. */
const progress = (line) => stderr.write(`${line}\n`);
await obtainTestServer({ progress });
await obtainTemporal({ progress });
await obtainDocumentStore({ progress });
