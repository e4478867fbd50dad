import { describe, expect, it } from 'vitest';
import { AliasReader } from '../../../src/config/alias-reader.ts';
import { checkTexts } from '../../../src/config/load.ts';
import type { SourceText } from '../../../src/config/sources.ts';
import { platforms } from './platforms.ts';

const alias = (name: string, said = name): string =>
  `name: ${name}\naction_ref: ops.restart\nformats: ['${said} {{host}}']\n`;
const FILE = 'ops/aliases/a.yaml';

describe('alias files that are read again', () => {
  it('are as they were while neither their text nor their pack changes', () => {
    const reader = new AliasReader();
    reader.begin();
    const first = reader.read(alias('restart'), FILE);
    expect(first.alias?.ref).toBe('ops.restart');
    reader.begin();
    expect(reader.read(alias('restart'), FILE)).toBe(first);
    expect(reader.read(alias('restart', 'bounce'), FILE).alias?.formats[0]?.display).toBe('bounce {{host}}');
    expect(reader.read(alias('restart'), 'db/aliases/a.yaml').alias?.ref).toBe('db.restart');
  });

  it('are remembered while others are checked in between, and forgotten when they are not used any more', () => {
    const reader = new AliasReader();
    reader.begin();
    const first = reader.read(alias('restart'), FILE);
    reader.begin();
    reader.begin();
    expect(reader.read(alias('restart'), FILE)).toBe(first);
    for (let n = 0; n < 10; n++) reader.begin();
    expect(reader.read(alias('restart'), FILE)).not.toBe(first);
  });

  const MUSTER = `chat: {main: {platform: sandbox}}
actions: {ops.restart: {runner: http, url: 'https://a.example/', parameters: {host: {}}}}
aliases: [packs/*/aliases/*.yaml]
`;
  const files = (said: string): SourceText[] => [
    { file: 'muster.yaml', text: MUSTER },
    { file: 'packs/p/aliases/a.yaml', text: alias('one', said) },
    { file: 'packs/p/aliases/b.yaml', text: `# twice the same\n\n${alias('two')}` },
    { file: 'packs/p/aliases/broken.yaml', text: 'name: broken\nformats: [\n' },
    { file: 'packs/p/aliases/lost.yaml', text: alias('lost').replace('ops.restart', 'ops.restrat') },
    { file: 'packs/p/aliases/same.yaml', text: alias('two') },
  ];

  it('make up the same configuration, with what is wrong and where', () => {
    const aliases = new AliasReader();
    const check = (said: string, known = {}) => checkTexts(files(said), 'muster.yaml', {}, platforms, known);
    const before = check('one', { aliases });
    const after = check('first', { aliases });
    expect(after.warnings).toEqual(check('first').warnings);
    expect(after.warnings.map(({ file, line }) => `${file}:${line}`)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('broken.yaml:'),
        expect.stringContaining('lost.yaml:2'),
        expect.stringContaining('same.yaml:1'),
      ]),
    );
    const said = (checked: typeof after, ref: string) => checked.config?.catalogue.aliases.get(ref);
    expect(said(after, 'p.one')?.formats[0]?.display).toBe('first {{host}}');
    expect(said(after, 'p.two')).toBe(said(before, 'p.two'));
    expect(after.config?.catalogue.match('first web1').map((one) => one.alias.ref)).toEqual(['p.one']);
    expect(after.config?.catalogue.match('one web1')).toEqual([]);
  });
});
