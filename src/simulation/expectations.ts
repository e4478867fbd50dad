import { didYouMean } from '../command/nearest.ts';
import type { TenantConfig } from '../config/config.ts';
import { readDocument } from '../config/document.ts';
import { explain } from '../config/explain.ts';
import { TARGET_PATTERN } from '../config/fields.ts';
import { formatPath, type Path, type Problem } from '../config/problem.ts';
import { unknownKeys } from '../config/schema-walk.ts';
import {
  expectationsFile,
  expectationsSchema,
  type Expectation,
  type WrittenTest,
} from './expectations-schema.ts';
import { readMoment } from './moment.ts';
import { LONGEST_HORIZON_MS, USUAL_HORIZON_MS, type Act, type Scenario } from './scenario.ts';

/** An expectation and where it stands. */
export interface Expected {
  readonly expectation: Expectation;
  readonly line: number;
}

/** A test that can be run. */
export interface PolicyTest {
  readonly name: string;
  readonly line: number;
  readonly scenario: Scenario;
  /** IANA name of the zone in which its times are told. */
  readonly zone: string;
  readonly expected: readonly Expected[];
}

export type ReadTests = { readonly tests: readonly PolicyTest[] } | { readonly problems: readonly Problem[] };

/**
 * Reads a file of expectations.
 * @param now epoch milliseconds: the day from which "Sunday" is the next one.
 * @returns every problem at once, each with its line, where it cannot be used with this configuration.
 */
export function readTests(text: string, config: TenantConfig, now: number): ReadTests {
  const document = readDocument(text);
  if (document.problems.length > 0) return { problems: document.problems };
  const problem = (path: Path, message: string, what: 'key' | 'value' = 'value'): Problem => ({
    path: formatPath(path),
    ...document.locate(path, what),
    message: /[.?…]$/.test(message) ? message : `${message}.`,
  });
  const unknown = unknownKeys(document.value, [expectationsSchema()]);
  const parsed = expectationsFile.safeParse(document.value);
  const problems = [
    ...unknown.map(({ path, key, known }) => problem(path, `unknown key.${didYouMean(key, known)}`, 'key')),
    ...(parsed.error?.issues ?? [])
      .filter(({ code }) => code !== 'unrecognized_keys')
      .map((issue) => problem(issue.path as Path, explain(issue, document.value))),
  ];
  if (!parsed.success || problems.length > 0) return { problems: inOrder(problems) };
  const { data } = parsed;
  const wrong = data.flatMap((test, index) =>
    referencesOf(test).flatMap(({ path, kind, name }) => {
      const known = knownOf(config, kind);
      if (known.includes(name)) return [];
      return [
        problem([index, ...path], `there is no ${kind} ${JSON.stringify(name)}.${didYouMean(name, known)}`),
      ];
    }),
  );
  const lineOf = (path: Path): number => document.locate(path).line ?? 1;
  const tests = data.map((test, index): PolicyTest | undefined => {
    const moment = readMoment(test.at, now, config.defaults.timeZone);
    if (typeof moment === 'string') {
      wrong.push(problem([index, 'at'], moment));
      return undefined;
    }
    return {
      name: test.name,
      line: lineOf([index]),
      zone: moment.zone,
      scenario: scenarioOf(test, moment.at),
      expected: test.expect.map((expectation, n) => ({ expectation, line: lineOf([index, 'expect', n]) })),
    };
  });
  return wrong.length > 0
    ? { problems: inOrder(wrong) }
    : { tests: tests.filter((test) => test !== undefined) };
}

function scenarioOf({ declare, acknowledge, resolve, expect }: WrittenTest, at: number): Scenario {
  const { service, team, policy, severity, labels, private: isPrivate } = declare;
  const acts: Act[] = [
    ...(acknowledge ? [{ command: { name: 'ack' as const }, ...actOf(acknowledge) }] : []),
    ...(resolve ? [{ command: { name: 'resolve' as const }, ...actOf(resolve) }] : []),
  ].sort((a, b) => a.afterMs - b.afterMs);
  const latest = Math.max(USUAL_HORIZON_MS, ...expect.map(({ within = 0 }) => within));
  return {
    at,
    acts,
    horizonMs: Math.min(latest, LONGEST_HORIZON_MS),
    ...(service !== undefined && { service }),
    ...(team !== undefined && { team }),
    ...(policy !== undefined && { policy }),
    ...(severity && { severity }),
    ...(labels && { labels }),
    ...(isPrivate !== undefined && { private: isPrivate }),
  };
}

function actOf({ after, by }: NonNullable<WrittenTest['acknowledge']>): Pick<Act, 'afterMs' | 'by'> {
  return { afterMs: after, ...(by !== undefined && { by }) };
}

type Kind = 'service' | 'team' | 'policy' | 'person' | 'schedule' | 'provider instance';

interface Reference {
  readonly path: Path;
  readonly kind: Kind;
  readonly name: string;
}

function referencesOf(test: WrittenTest): Reference[] {
  const named = (['service', 'team', 'policy'] as const).flatMap((kind): Reference[] => {
    const name = test.declare[kind];
    return name === undefined ? [] : [{ path: ['declare', kind], kind, name }];
  });
  const people = (['acknowledge', 'resolve'] as const).flatMap((what): Reference[] => {
    const by = test[what]?.by;
    return by === undefined ? [] : [{ path: [what, 'by'], kind: 'person', name: by }];
  });
  const targets = test.expect.flatMap((expectation, index) =>
    (['pages', 'then', 'never', 'tells'] as const).flatMap((about): Reference[] => {
      const [, kind, name, instance] = TARGET_PATTERN.exec(expectation[about] ?? '') ?? [];
      const path = ['expect', index, about];
      if (kind !== undefined && name !== undefined) return [{ path, kind: kind as Kind, name }];
      return instance === undefined ? [] : [{ path, kind: 'provider instance', name: instance }];
    }),
  );
  return [...named, ...people, ...targets];
}

function knownOf(config: TenantConfig, kind: Kind): string[] {
  const maps = {
    service: config.services,
    team: config.teams,
    policy: config.escalation,
    person: config.people,
    schedule: config.schedules,
    'provider instance': config.chat,
  };
  return [...maps[kind].keys()];
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
