import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** @returns the version of each module that a part is built of. */
function modulesOf(part: string): Map<string, string> {
  const file = readFileSync(new URL(`../../../tools/${part}/go.mod`, import.meta.url), 'utf8');
  const required = [...file.matchAll(/^(?:require )?\s*([\w./~-]+\.[\w./~-]+) (v\S+)/gm)];
  return new Map(required.map(([, module = '', version = '']) => [module, version]));
}

test('a module that both embedded parts are built of has one version, so that Go compiles it once', () => {
  const temporal = modulesOf('temporal');
  const both = [...modulesOf('document-store')].filter(([module]) => temporal.has(module));
  expect(both.length).toBeGreaterThan(30);
  expect(both.filter(([module, version]) => temporal.get(module) !== version)).toEqual([]);
});
