declare global {
  /** What ends with this process; undefined in a process that ends with its only test file. */
  var musterProcessEnds: Set<() => Promise<void>> | undefined;
}

/** Whether files follow each other in this process, so that something started for one of them may be kept for the next. */
export function outlivesFile(): boolean {
  return globalThis.musterProcessEnds !== undefined;
}

/** Has something ended when this process has run its last test file. @returns forgets that again. */
export function atProcessEnd(end: () => Promise<void>): () => void {
  globalThis.musterProcessEnds?.add(end);
  return () => void globalThis.musterProcessEnds?.delete(end);
}
