import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one line that says how many passed and failed; of files that were tried twice the second counts. */
export default class CountReporter implements Reporter {
  readonly #modules = new Map<string, TestModule>();
  #errors = 0;

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const isFirst = this.#modules.size === 0;
    for (const module of modules) this.#modules.set(module.id, module);
    this.#errors += errors.length;
    if (isFirst) process.once('exit', () => process.stdout.write(`\n${this.#line()}\n`));
  }

  #line(): string {
    const count = { passed: 0, failed: this.#errors, skipped: 0 };
    for (const module of this.#modules.values()) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') count.passed++;
        else if (state === 'failed') count.failed++;
        else count.skipped++;
      }
      // A file that failed to load has no tests to count.
      if (module.state() === 'failed' && module.errors().length > 0) count.failed++;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    return `${count.passed} passed, ${count.failed} failed${skipped}`;
  }
}
