import { createHash } from 'node:crypto';
import { didYouMean } from '../command/nearest.ts';
import { checkActions, parameterSecrets, writtenSecrets } from './action-checks.ts';
import { amongTexts, readAliasFiles } from './alias-files.ts';
import { AliasReader } from './alias-reader.ts';
import { withPlugged } from './actions.ts';
import { readAliases, type AliasPlaces } from './aliases.ts';
import { aliasWarnings } from './catalogue.ts';
import type { PlatformSchema } from './chat-schema.ts';
import { CALENDAR_FILE, givenCalendars } from './calendar-files.ts';
import { coverageWarnings } from './coverage-warnings.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import { allTenants, tenantOf, type Config, type TenantConfig } from './config.ts';
import { builtIn, BUILT_IN_SOURCE } from './default.ts';
import { readDocument } from './document.ts';
import { expand, type Environment, type Finding } from './expand.ts';
import { explain } from './explain.ts';
import type { SchemaNode } from './json-schema.ts';
import { impossibleSchedules } from './impossible-schedules.ts';
import { madeSchema } from './made-schema.ts';
import { mergeSources, type Merged } from './merge.ts';
import { loadPlugin, type FindPlugin } from './plugin-load.ts';
import { pluggedIn } from './plugins.ts';
import { ConfigError, formatPath, type Path, type Problem } from './problem.ts';
import { compilePatterns } from './redaction.ts';
import { secretValues } from './secret-values.ts';
import { secretsIn } from './secrets-in.ts';
import { checkReferences } from './references.ts';
import { resolveConfig } from './resolve.ts';
import { checkRunbooks } from './runbook-checks.ts';
import { ownTaskQueue } from './settings.ts';
import { readSources, type SourceDocument, type SourceText } from './sources.ts';
import { isMapping, unknownKeys } from './schema-walk.ts';
import { checkTenants, tenantParts, within } from './tenants.ts';
import { unreachableSteps, warningsOf } from './warnings.ts';

export interface LoadOptions {
  /** The YAML file, or a folder of such files; without it the built-in configuration is used. */
  readonly path?: string | undefined;
  /** Where `${NAME}` is looked up. */
  readonly env: Environment;
  /** Every chat platform that may be configured. */
  readonly platforms: readonly PlatformSchema[];
  /** Knows alias files of before. */
  readonly aliases?: AliasReader;
}

export interface Loaded {
  readonly config: Config;
  readonly warnings: readonly Problem[];
  /** What the files are together as written, before the environment's values are put in, as JSON. */
  readonly written: string;
}

export interface Checked {
  /** Absent when there are problems. */
  readonly config?: Config;
  /** What the files are together, as JSON; absent when there are problems. */
  readonly written?: string;
  /** The file's path, or what stands for it. */
  readonly source: string;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** @returns something else about the configuration, with where it stands; absent when there are problems. */
  readonly place?: (finding: Finding) => Problem;
}

/**
 * Reads, checks and resolves the configuration.
 * @throws ConfigError with every problem of the file at once.
 */
export function loadConfig(options: LoadOptions): Loaded {
  return inForceOf(checkConfig(options));
}

/** @returns what was checked, as something that can be in force. @throws ConfigError when there are problems. */
export function inForceOf({ config, written, source, problems, warnings }: Checked): Loaded {
  if (!config || written === undefined) throw new ConfigError(source, problems);
  return { config, warnings, written };
}

/**
 * Like {@link loadConfig}, but problems are returned.
 * @param now epoch milliseconds: then it is also warned of what schedules lack in the time ahead.
 */
export function checkConfig({ path, env, platforms, aliases }: LoadOptions, now?: number): Checked {
  if (path === undefined) return check(builtIn(env), BUILT_IN_SOURCE, env, platforms);
  const { documents, problems } = readSources(path);
  if (problems.length) return { source: path, problems, warnings: [] };
  return checkDocuments(documents, path, env, platforms, { now, aliases });
}

/** Checks a configuration given as YAML text. @param source what to call it in messages. */
export function checkText(
  text: string,
  source: string,
  env: Environment,
  platforms: readonly PlatformSchema[],
): Checked {
  return checkTexts([{ file: source, text }], source, env, platforms);
}

/**
 * Checks a configuration given as the texts of its files, and of the calendars and aliases that they name.
 * @param source what to call the whole in messages.
 */
export function checkTexts(
  texts: readonly SourceText[],
  source: string,
  env: Environment,
  platforms: readonly PlatformSchema[],
  known: Known = {},
): Checked {
  const calendars = texts.filter(({ file }) => CALENDAR_FILE.test(file));
  const read = texts
    .filter((one) => !calendars.includes(one))
    .map((one) => ({ ...one, document: readDocument(one.text) }));
  const documents = givenCalendars(readAliasFiles(read, amongTexts(texts)).documents, calendars);
  const several = documents.length > 1;
  const problems = documents.flatMap(({ file, document }) =>
    document.problems.map((problem) => ({ ...problem, ...(several && { file }) })),
  );
  if (problems.length) return { source, problems, warnings: [] };
  return checkDocuments(documents, source, env, platforms, known);
}

/** Checks a configuration given as what its files are together, without their names and places. */
export function checkWritten(
  written: unknown,
  source: string,
  env: Environment,
  platforms: readonly PlatformSchema[],
  known: Known = {},
): Checked {
  return check(written, source, env, platforms, known);
}

/** What is known from before. */
export interface Known {
  /** Gives the code of plug-ins; without it they are loaded. */
  readonly find?: FindPlugin | undefined;
  readonly aliases?: AliasReader | undefined;
}

/** How a configuration is looked at. */
interface Looking extends Known {
  /** Epoch milliseconds: then it is also warned of what schedules lack in the time ahead. */
  readonly now?: number | undefined;
  readonly document?: Pick<Merged, 'locate' | 'folder'>;
}

function checkDocuments(
  documents: readonly SourceDocument[],
  source: string,
  env: Environment,
  platforms: readonly PlatformSchema[],
  looking: Looking,
): Checked {
  const wrong = documents.flatMap(includeProblems);
  const merged = mergeSources(documents);
  const checked = check(merged.value, source, env, platforms, { ...looking, document: merged });
  const more = [...wrong, ...merged.problems];
  if (more.length === 0) return checked;
  return { source, problems: inOrder([...more, ...checked.problems]), warnings: [] };
}

/** What is under `include` is each file's own matter, and not part of the whole. */
function includeProblems({ file, document }: SourceDocument): Problem[] {
  const { value } = document;
  if (!isMapping(value) || !Object.hasOwn(value, 'include')) return [];
  const { include } = value;
  if (Array.isArray(include) && include.every((one) => typeof one === 'string')) return [];
  const message = 'must be a list of files, such as [teams/*.yaml].';
  return [{ path: 'include', file, ...document.locate(['include']), message }];
}

function check(
  written: unknown,
  source: string,
  env: Environment,
  platforms: readonly PlatformSchema[],
  { document, now, find = loadPlugin, aliases: reader = new AliasReader() }: Looking = {},
): Checked {
  const place = (findings: readonly Finding[], what: 'key' | 'value' = 'value'): Problem[] =>
    findings.map((finding) => placed(finding, document, what));

  const schema = madeSchema(platforms);
  const tree = [schema.tree];
  const unknown = unknownFindings(written, tree);
  const expanded = expand(written, tree, env);
  const parsed = schema.schema.safeParse(expanded.value);
  // What could not be expanded, and what is an unknown key, has been reported already.
  const reported = new Set([...unknown, ...expanded.findings].map(({ path }) => formatPath(path)));
  const shape = (parsed.error?.issues ?? [])
    .filter((issue) => issue.code !== 'unrecognized_keys')
    // What is missing in every form of something is what could not be expanded.
    .filter(
      ({ code, path }) =>
        code !== 'invalid_union' ||
        !expanded.findings.some((found) => path.every((part, n) => part === found.path[n])),
    )
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
    ...tenantParts(written).flatMap(({ path, written: part }) => within(path, writtenSecrets(part))),
    ...checkTenants(expanded.value),
    ...references,
    ...patterns.flatMap((each) => each.findings),
  ];
  const problems = [...place(unknown, 'key'), ...place(findings)];
  if (!parsed.success || problems.length) return { source, problems: inOrder(problems), warnings: [] };
  const file = parsed.data;
  const tenants = [
    { tenant: DEFAULT_TENANT, path: [], part: file },
    ...Object.entries(file.tenants).map(([tenant, part]) => ({ tenant, path: ['tenants', tenant], part })),
  ];
  const plugged = tenants.map(({ part }) => {
    const found = pluggedIn(part, find);
    return { ...found, all: withPlugged(part.actions, found.actions) };
  });
  const actions = tenants.map(({ path, part }, n) => {
    const { all = part.actions, areSomeLeftOut = false } = plugged[n] ?? {};
    const checked = checkActions({ ...part, actions: all }, ownTaskQueue(env), areSomeLeftOut);
    return { problems: within(path, checked.problems), warnings: within(path, checked.warnings) };
  });
  reader.begin();
  const aliases = tenants.map(({ path, part }) => {
    const places: AliasPlaces = {
      place: (finding) => placed({ ...finding, path: [...path, ...finding.path] }, document, 'value'),
      folder: (inner) => document?.folder([...path, ...inner]) ?? '',
    };
    return readAliases(part.aliases, places, reader);
  });
  const runbooks = tenants.map(({ path, part }, n) => {
    const known = aliases[n]?.aliases.map(({ alias }) => alias) ?? [];
    const { all = part.actions, areSomeLeftOut = false } = plugged[n] ?? {};
    const checked = checkRunbooks({ ...part, actions: all }, known, areSomeLeftOut);
    return { problems: within(path, checked.problems), warnings: within(path, checked.warnings) };
  });
  const impossible = [
    ...place([
      ...tenants.flatMap(({ path, part }) => within(path, impossibleSchedules(part))),
      ...actions.flatMap((each) => each.problems),
      ...runbooks.flatMap((each) => each.problems),
    ]),
    ...aliases.flatMap((each) => each.problems),
  ];
  if (impossible.length) return { source, problems: inOrder(impossible), warnings: [] };
  const read = new Map(
    tenants.map(({ tenant, part }, n) => [
      tenant,
      {
        plugged: plugged[n]?.actions ?? new Map(),
        actions: plugged[n]?.all ?? part.actions,
        redaction: patterns.find((each) => each.tenant === tenant)?.compiled ?? [],
        aliases: aliases[n]?.aliases.map(({ alias }) => alias) ?? [],
      },
    ]),
  );
  const text = JSON.stringify(written);
  const secrets = secretValues([
    ...secretsIn(expanded.value, tree),
    ...parts.flatMap((part) => parameterSecrets(part.written)),
  ]);
  const config = resolveConfig(file, read, { source, version: versionOf(text), secrets });
  const ofAll = (look: (tenant: TenantConfig) => Finding[]): Finding[] =>
    allTenants(config).flatMap((tenant) =>
      within(tenant === config ? [] : ['tenants', tenant.tenant], look(tenant)),
    );
  const warned = (tenant: TenantConfig): Finding[] => [
    ...warningsOf(tenant),
    ...(now === undefined ? [] : coverageWarnings(tenant, now)),
  ];
  const unreachable = place(ofAll(unreachableSteps));
  if (unreachable.length) return { source, problems: inOrder(unreachable), warnings: [] };
  const ofAliases = tenants.flatMap(({ tenant }, n) => [
    ...(aliases[n]?.warnings ?? []),
    ...aliasWarnings(aliases[n]?.aliases ?? [], tenantOf(config, tenant).catalogue.actions),
  ]);
  const ofPlugins = (which: 'leftOut' | 'warnings'): Problem[] =>
    place(tenants.flatMap(({ path }, n) => within(path, plugged[n]?.[which] ?? [])));
  const warnings = [
    ...place([...[...actions, ...runbooks].flatMap((each) => each.warnings), ...ofAll(warned)]),
    ...ofPlugins('warnings'),
    ...ofPlugins('leftOut').map((warning) => ({ ...warning, leftOut: true as const })),
    ...ofAliases,
  ];
  return {
    source,
    config,
    written: text,
    problems: [],
    warnings: inOrder(warnings),
    place: (finding) => placed(finding, document, 'value'),
  };
}

function unknownFindings(written: unknown, tree: readonly SchemaNode[]): Finding[] {
  return unknownKeys(written, tree).map(({ path, key, known }) => ({
    path,
    message: `unknown key.${didYouMean(key, known)}`,
  }));
}

function placed(
  { path, message }: Finding,
  document: Pick<Merged, 'locate'> | undefined,
  what: 'key' | 'value',
): Problem {
  const sentence = /[.?…]$/.test(message) ? message : `${message}.`;
  return { path: formatPath(path), ...document?.locate(path, what), message: sentence };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const byFile = (a: Problem, b: Problem): number =>
    a.file === b.file ? 0 : (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  return problems.toSorted(
    (a, b) => byFile(a, b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

function versionOf(written: string): string {
  return createHash('sha256').update(written).digest('hex').slice(0, 16);
}
