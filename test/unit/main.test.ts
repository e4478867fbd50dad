import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** What `import` and `export … from` name that is loaded at once; types and `import()` are not. */
const LOADED = /^(?:import|export)\s+(?!type\b)(?:[^'"();]*?\sfrom\s+)?'([^']+)';/gm;

/** @returns every module of ours, and every package, that is loaded before a command is known. */
function loadedBy(file: URL, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(LOADED)) {
    if (name.startsWith('.')) loadedBy(new URL(name, file), seen);
    else seen.add(name);
  }
  return seen;
}

it('the program loads what a command needs when that is run, so that it begins at once', () => {
  const root = new URL('../../src/', import.meta.url);
  const loaded = [...loadedBy(new URL('main.ts', root))].map((name) => name.replace(root.href, ''));
  expect(loaded).toContain('operator/tokens.ts');
  const packages = loaded.filter((name) => !name.endsWith('.ts') && !name.startsWith('node:'));
  expect(packages.sort()).toEqual(['commander', 'fastest-levenshtein', 'temporal-polyfill', 'zod']);
});
