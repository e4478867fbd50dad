import type { Failure } from './judge.ts';
import { xml } from './xml.ts';
import { counted } from '../text/counted.ts';

/** How one test of a file went. */
export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly ms: number;
  readonly failures: readonly Failure[];
  /** The plan that was found, as lines of text. */
  readonly plan: readonly string[];
}

/** @returns how the tests went, for people: a line each, and the plan found below each that failed. */
export function verdictLines(results: readonly TestResult[]): string[] {
  const failed = results.filter(({ failures }) => failures.length > 0);
  return [
    ...results.flatMap(({ file, name, line, failures, plan }) =>
      failures.length === 0
        ? [`ok    ${name}`]
        : [
            `FAIL  ${name}  (${file}:${line})`,
            ...failures.flatMap((failure) => [
              `        ${file}:${failure.line}: expected ${failure.expected}`,
              `          ${failure.found}`,
            ]),
            '        The plan found:',
            ...plan.map((text) => `          ${text}`),
          ],
    ),
    `${counted(results.length, 'test')}, ${failed.length} failed`,
  ];
}

/** @returns how the tests went as JUnit XML, which CI systems show (github.com/testmoapp/junitxml). */
export function junit(results: readonly TestResult[]): string {
  const files = [...new Set(results.map(({ file }) => file))];
  const counts = (some: readonly TestResult[]): string =>
    `tests="${some.length}" failures="${some.filter(({ failures }) => failures.length > 0).length}" time="${seconds(some.reduce((sum, { ms }) => sum + ms, 0))}"`;
  const suites = files.map((file) => {
    const tests = results.filter((result) => result.file === file);
    return `  <testsuite name="${written(file)}" ${counts(tests)}>\n${tests.map(testCase).join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="muster test" ${counts(results)}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function testCase({ file, name, line, ms, failures, plan }: TestResult): string {
  const open = `    <testcase name="${written(name)}" classname="${written(file)}" file="${written(file)}" line="${line}" time="${seconds(ms)}"`;
  if (failures.length === 0) return `${open}/>`;
  const told = failures.map((one) => `line ${one.line}: expected ${one.expected}; ${one.found}`);
  return `${open}>\n      <failure message="${written(told.join(' | '))}">${written([...told, '', ...plan].join('\n'))}</failure>\n    </testcase>`;
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

function written(text: string): string {
  // Characters that XML 1.0 has no way to write.
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  return xml(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
}
