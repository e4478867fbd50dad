import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { colourIcon, outlineIcon } from '../../../../src/chat/teams/icon.ts';
import { teamsManifest, teamsPackage } from '../../../../src/chat/teams/package.ts';

const REQUEST = {
  appId: '11112222-3333-4444-5555-666677778888',
  baseUrl: 'https://muster.example.com',
  version: '1.2.3',
  graph: true,
};

/** Microsoft publishes its schemas in this package. */
const published = createRequire(import.meta.url).resolve('@microsoft/app-manifest/package.json');

/** @returns what is wrong with a manifest by the published schema of its version. */
function problemsOf(manifest: object): unknown {
  const { manifestVersion } = manifest as { manifestVersion: string };
  const path = `build/json-schemas/teams/v${manifestVersion}/MicrosoftTeams.schema.json`;
  const schema = JSON.parse(readFileSync(new URL(path, `file://${published}`), 'utf8')) as object;
  const ajv = new Ajv.default({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return validate(manifest) ? [] : validate.errors;
}

async function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  const file = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, opened) => {
      if (error) reject(error);
      else resolve(opened);
    });
  });
  const files = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    file.on('entry', (entry: Entry) => {
      file.openReadStream(entry, (error, stream) => {
        if (error) {
          reject(error);
          return;
        }
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          files.set(entry.fileName, Buffer.concat(chunks));
          file.readEntry();
        });
      });
    });
    file.on('end', () => resolve(files));
    file.readEntry();
  });
}

describe('the manifest of the app', () => {
  it.each([true, false])('holds to the published schema (graph: %s)', (graph) => {
    expect(problemsOf(teamsManifest({ ...REQUEST, graph }))).toEqual([]);
  });

  it('would be refused by that schema with something wrong in it', () => {
    const manifest = teamsManifest(REQUEST) as { name: { short: string } };
    expect(problemsOf({ ...manifest, name: { ...manifest.name, short: 'x'.repeat(31) } })).not.toEqual([]);
    expect(problemsOf({ ...manifest, unknown: true })).not.toEqual([]);
  });

  it('names the bot, its commands, what can be done with messages, and whose links it knows', () => {
    expect(teamsManifest(REQUEST)).toMatchObject({
      id: REQUEST.appId,
      version: '1.2.3',
      bots: [{ botId: REQUEST.appId, scopes: ['team', 'personal', 'groupChat'] }],
      composeExtensions: [
        {
          commands: [
            { id: 'declare', fetchTask: true },
            { id: 'timeline', fetchTask: true, context: ['message'] },
          ],
          messageHandlers: [{ value: { domains: ['muster.example.com'] } }],
        },
      ],
      validDomains: ['muster.example.com'],
    });
  });

  it('knows links of other servers too, whose pages are on record', () => {
    const manifest = teamsManifest({ ...REQUEST, previews: ['github.com', 'acme.atlassian.net'] });
    expect(problemsOf(manifest)).toEqual([]);
    expect(manifest).toMatchObject({
      composeExtensions: [
        {
          messageHandlers: [
            { value: { domains: ['muster.example.com', 'github.com', 'acme.atlassian.net'] } },
          ],
        },
      ],
      // Those are not ours.
      validDomains: ['muster.example.com'],
    });
  });

  it('asks for rights over teams only where Microsoft Graph is to be used', () => {
    expect(teamsManifest(REQUEST)).toHaveProperty('authorization.permissions.resourceSpecific');
    expect(teamsManifest({ ...REQUEST, graph: false })).not.toHaveProperty('authorization');
    expect(teamsManifest({ ...REQUEST, graph: false })).not.toHaveProperty('webApplicationInfo');
  });

  it('is not made for an address that Teams cannot reach', () => {
    expect(() => teamsManifest({ ...REQUEST, baseUrl: 'http://localhost:3000' })).toThrow(
      /https.*--base-url/,
    );
  });
});

/** @returns width, height and whether any pixel is so. */
function look(png: Buffer): { width: number; height: number; pixels: Buffer } {
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const start = png.indexOf('IDAT') + 4;
  const pixels = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  expect(pixels.length).toBe(height * (1 + 4 * width));
  return { width, height, pixels };
}

describe('the icons', () => {
  it('are of the sizes that Teams wants; the outline is white on nothing', () => {
    expect(look(colourIcon())).toMatchObject({ width: 192, height: 192 });
    const { width, height, pixels } = look(outlineIcon());
    expect([width, height]).toEqual([32, 32]);
    const drawn = new Set<string>();
    for (let y = 0; y < 32; y += 1)
      for (let x = 0; x < 32; x += 1)
        drawn.add(pixels.subarray(y * 129 + 1 + 4 * x, y * 129 + 5 + 4 * x).toString('hex'));
    expect([...drawn].sort()).toEqual(['ffffff00', 'ffffffff']);
  });
});

describe('the app package', () => {
  it('is a ZIP file of manifest and icons, the same for the same request', async () => {
    const zip = await teamsPackage(REQUEST);
    const files = await unzip(zip);
    expect([...files.keys()].sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect(JSON.parse(files.get('manifest.json')!.toString())).toEqual(teamsManifest(REQUEST));
    expect(files.get('color.png')).toEqual(colourIcon());
    expect(await teamsPackage(REQUEST)).toEqual(zip);
  });
});
