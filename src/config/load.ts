import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { didYouMean } from '../command/nearest.ts';
import type { PlatformSchema } from './chat-schema.ts';
import { allTenants, type Config, type TenantConfig } from './config.ts';
import { BUILT_IN, BUILT_IN_SOURCE } from './default.ts';
import { readDocument, type ReadDocument } from './document.ts';
import { expand, type Environment, type Finding } from './expand.ts';
import { explain } from './explain.ts';
import { schemaTree, type SchemaNode } from './json-schema.ts';
import { impossibleSchedules } from './impossible-schedules.ts';
import { ConfigError, formatPath, type Path, type Problem } from './problem.ts';
import { compilePatterns } from './redaction.ts';
import { checkReferences } from './references.ts';
import { resolveConfig } from './resolve.ts';
import { unknownKeys } from './schema-walk.ts';
import { configSchema } from './schema.ts';
import { checkTenants, tenantParts, within } from './tenants.ts';
import { unreachableSteps, warningsOf } from './warnings.ts';

export interface LoadOptions {
  /** The YAML file; without it the built-in configuration is used. */
  readonly path?: string | undefined;
  /** Where `${NAME}` is looked up. */
  readonly env: Environment;
  /** Every chat platform that may be configured. */
  readonly platforms: readonly PlatformSchema[];
}

export interface Loaded {
  readonly config: Config;
  readonly warnings: readonly Problem[];
}

export interface Checked {
  /** Absent when there are problems. */
  readonly config?: Config;
  /** The file's path, or what stands for it. */
  readonly source: string;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Reads, checks and resolves the configuration.
 * @throws ConfigError with every problem of the file at once.
 */
export function loadConfig(options: LoadOptions): Loaded {
  const { config, source, problems, warnings } = checkConfig(options);
  if (!config) throw new ConfigError(source, problems);
  return { config, warnings };
}

/** Like {@link loadConfig}, but problems are returned. */
export function checkConfig({ path, env, platforms }: LoadOptions): Checked {
  if (path === undefined) return check(BUILT_IN, BUILT_IN_SOURCE, env, platforms);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const message = `the file ${path} cannot be read (${code}): correct MUSTER_CONFIG, or unset it for the built-in configuration.`;
    return { source: path, problems: [{ path: 'MUSTER_CONFIG', message }], warnings: [] };
  }
  return checkText(text, path, env, platforms);
}

/** Checks a configuration given as YAML text. @param source what to call it in messages. */
export function checkText(
  text: string,
  source: string,
  env: Environment,
  platforms: readonly PlatformSchema[],
): Checked {
  const document = readDocument(text);
  if (document.problems.length) return { source, problems: document.problems, warnings: [] };
  return check(document.value, source, env, platforms, document);
}

function check(
  written: unknown,
  source: string,
  env: Environment,
  platforms: readonly PlatformSchema[],
  document?: ReadDocument,
): Checked {
  const place = (findings: readonly Finding[], what: 'key' | 'value' = 'value'): Problem[] =>
    findings.map((finding) => placed(finding, document, what));

  const tree = [schemaTree(platforms)];
  const unknown = unknownFindings(written, tree);
  const expanded = expand(written, tree, env);
  const parsed = configSchema(platforms).safeParse(expanded.value);
  // What could not be expanded, and what is an unknown key, has been reported already.
  const reported = new Set([...unknown, ...expanded.findings].map(({ path }) => formatPath(path)));
  const shape = (parsed.error?.issues ?? [])
    .filter((issue) => issue.code !== 'unrecognized_keys')
    .map((issue): Finding => ({ path: issue.path as Path, message: explain(issue, expanded.value) }))
    .filter(({ path }) => !reported.has(formatPath(path)));
  const parts = tenantParts(expanded.value);
  const references = parts.flatMap(({ path, written: part }) => within(path, checkReferences(part)));
  const patterns = parts.map(({ tenant, path, written: part }) => {
    const { compiled, findings } = compilePatterns(part);
    return { tenant, compiled, findings: within(path, findings) };
  });
  const findings = [
    ...expanded.findings,
    ...shape,
    ...checkTenants(expanded.value),
    ...references,
    ...patterns.flatMap((each) => each.findings),
  ];
  const problems = [...place(unknown, 'key'), ...place(findings)];
  if (!parsed.success || problems.length) return { source, problems: inOrder(problems), warnings: [] };
  const file = parsed.data;
  const impossible = place([
    ...impossibleSchedules(file),
    ...Object.entries(file.tenants).flatMap(([tenant, part]) =>
      within(['tenants', tenant], impossibleSchedules(part)),
    ),
  ]);
  if (impossible.length) return { source, problems: inOrder(impossible), warnings: [] };
  const compiled = new Map(patterns.map((each) => [each.tenant, each.compiled]));
  const config = resolveConfig(file, compiled, { source, version: versionOf(written) });
  const ofAll = (look: (tenant: TenantConfig) => Finding[]): Finding[] =>
    allTenants(config).flatMap((tenant) =>
      within(tenant === config ? [] : ['tenants', tenant.tenant], look(tenant)),
    );
  const unreachable = place(ofAll(unreachableSteps));
  if (unreachable.length) return { source, problems: inOrder(unreachable), warnings: [] };
  return { source, config, problems: [], warnings: inOrder(place(ofAll(warningsOf))) };
}

function unknownFindings(written: unknown, tree: readonly SchemaNode[]): Finding[] {
  return unknownKeys(written, tree).map(({ path, key, known }) => ({
    path,
    message: `unknown key.${didYouMean(key, known)}`,
  }));
}

function placed(
  { path, message }: Finding,
  document: ReadDocument | undefined,
  what: 'key' | 'value',
): Problem {
  const sentence = /[.?…]$/.test(message) ? message : `${message}.`;
  return { path: formatPath(path), ...document?.locate(path, what), message: sentence };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function versionOf(written: unknown): string {
  return createHash('sha256').update(JSON.stringify(written)).digest('hex').slice(0, 16);
}
