import { dirname } from 'node:path';
import type { ReadDocument } from './document.ts';
import { formatPath, type Path, type Problem } from './problem.ts';
import { isMapping } from './schema-walk.ts';
import type { SourceDocument } from './sources.ts';

/** Several files as one, with the place of everything in them. */
export interface Merged extends Pick<ReadDocument, 'value'> {
  readonly problems: readonly Problem[];
  readonly locate: (path: Path, what?: 'key' | 'value') => Pick<Problem, 'file' | 'line' | 'column'>;
  /** @returns the folder of the file in which something stands. */
  readonly folder: (path: Path) => string;
}

/** Keys of a file that are its own. */
const OF_A_FILE = new Set(['include', '$schema']);

/**
 * Puts the files of a configuration together. Sections may be spread over files; what stands in a section, such as one
 * person or one setting, stands in one file as a whole.
 */
export function mergeSources(sources: readonly SourceDocument[]): Merged {
  const [only] = sources;
  if (sources.length === 1 && only) return alone(only);
  const value: Record<string, unknown> = {};
  const problems: Problem[] = [];
  /** The file in which a path stands, by the path. */
  const owners = new Map<string, SourceDocument>();

  const place = (source: SourceDocument, path: Path, what: 'key' | 'value' = 'value') => ({
    file: source.file,
    ...source.document.locate(path, what),
  });
  /** Adds one file's part. @param depth how many more levels of keys files may share. */
  const add = (
    into: Record<string, unknown>,
    part: Record<string, unknown>,
    source: SourceDocument,
    depth: number,
    path: Path,
  ): void => {
    for (const [key, inner] of Object.entries(part)) {
      const at = [...path, key];
      if (path.length === 0 && OF_A_FILE.has(key)) continue;
      const id = JSON.stringify(at);
      const owner = owners.get(id);
      if (!owner) owners.set(id, source);
      const levels = path.length === 0 && key === 'tenants' ? 3 : depth;
      const there = Object.hasOwn(into, key) ? into[key] : undefined;
      if (isMapping(inner) && levels > 0 && (!owner || isMapping(there))) {
        const shared = isMapping(there) ? there : {};
        into[key] = shared;
        add(shared, inner, source, levels - 1, at);
      } else if (!owner) into[key] = inner;
      else {
        const first = place(owner, at, 'key');
        const message = `stands in ${first.file}:${first.line ?? 1}:${first.column ?? 1} as well: write it in one file.`;
        problems.push({ path: formatPath(at), ...place(source, at, 'key'), message });
      }
    }
  };
  for (const source of sources) {
    const { value: part } = source.document;
    if (isMapping(part)) add(value, part, source, 1, []);
    else problems.push({ path: '', ...place(source, []), message: 'must be a map of keys.' });
  }
  const ownerOf = (path: Path): SourceDocument | undefined => {
    for (let length = path.length; length > 0; length--) {
      const owner = owners.get(JSON.stringify(path.slice(0, length)));
      if (owner) return owner;
    }
    return sources[0];
  };
  return {
    value,
    problems,
    locate(path, what) {
      const owner = ownerOf(path);
      return owner ? place(owner, path, what) : {};
    },
    folder: (path) => dirname(ownerOf(path)?.file ?? ''),
  };
}

/** A file that is all there is: it is named by who asked for it. */
function alone({ file, document }: SourceDocument): Merged {
  const { value: written } = document;
  const own = isMapping(written) && Object.keys(written).some((key) => OF_A_FILE.has(key));
  const value = own
    ? Object.fromEntries(Object.entries(written).filter(([key]) => !OF_A_FILE.has(key)))
    : written;
  return {
    value,
    problems: [],
    locate: (path, what) => document.locate(path, what),
    folder: () => dirname(file),
  };
}
