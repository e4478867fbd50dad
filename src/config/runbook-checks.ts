import type { Alias } from '../action/alias.ts';
import { isHidden } from '../action/ordered-parameters.ts';
import { parameterOf, type Parameters } from '../action/parameter.ts';
import { takeParameters } from '../action/parameters.ts';
import { sentCommands } from '../action/sent-commands.ts';
import { hasTemplate } from '../action/template.ts';
import { askedIn, brokenTemplates } from '../action/written-templates.ts';
import { didYouMean } from '../command/nearest.ts';
import { INCIDENT_FACTS } from '../runbook/facts.ts';
import type { CheckedActions } from './action-checks.ts';
import { runnerOf, type ActionFile } from './action-schema.ts';
import { loops, neverHolding } from './automatic-checks.ts';
import type { Finding } from './expand.ts';
import type { Path } from './problem.ts';
import type { RunbookFile } from './runbook-schema.ts';
import type { TenantFile } from './schema.ts';

/** What a runbook runs, with what an alias fixes of it. */
interface Runs {
  readonly ref: string;
  readonly action: ActionFile;
  readonly fixed: readonly string[];
}

type Part = Pick<TenantFile, 'actions' | 'services' | 'runbooks'>;

/**
 * Looks at the runbooks of a part that the schema has taken.
 * @param aliases those of files among them: what comes of a file that changes by itself is no more than a warning.
 * @param areSomeLeftOut whether there may be more actions, of plug-ins that cannot be used.
 */
export function checkRunbooks(part: Part, aliases: readonly Alias[], areSomeLeftOut = false): CheckedActions {
  const problems: Finding[] = [];
  const warnings: Finding[] = [];
  for (const [name, runbook] of Object.entries(part.runbooks)) {
    const path = ['runbooks', name];
    problems.push(...strayServices(runbook, part, path), ...unfilled(runbook, path));
    const found = runsOf(runbook, part, aliases);
    const grave = runbook.alias === undefined ? problems : warnings;
    if ('message' in found)
      (areSomeLeftOut ? warnings : grave).push({ path: [...path, found.key], message: found.message });
    else {
      grave.push(...unfit(runbook, found, path));
      const commands = sentCommands(found.ref, (ref) => {
        const action = Object.hasOwn(part.actions, ref) ? part.actions[ref] : undefined;
        return action && runnerOf(action);
      });
      warnings.push(
        ...unavailable(runbook, found, path),
        ...loops(runbook, { ref: found.ref, commands }, path),
      );
    }
    warnings.push(...neverHolding(runbook, path));
  }
  return { problems, warnings };
}

function runsOf(
  { action: ref, alias: said }: RunbookFile,
  { actions }: Part,
  aliases: readonly Alias[],
): Runs | { readonly key: 'action' | 'alias'; readonly message: string } {
  const alias = aliases.find((one) => one.ref === said);
  if (said !== undefined && !alias) {
    const known = aliases.map((one) => one.ref);
    const message = `there is no alias ${JSON.stringify(said)}, so that nobody can run it.${didYouMean(said, known)}`;
    return { key: 'alias', message };
  }
  const wanted = ref ?? alias?.action ?? '';
  const action = Object.hasOwn(actions, wanted) ? (actions[wanted] as ActionFile) : undefined;
  if (action) return { ref: wanted, action, fixed: Object.keys(alias?.immutable ?? {}) };
  const message = `there is no action ${JSON.stringify(wanted)}.${didYouMean(wanted, Object.keys(actions))}`;
  return { key: ref === undefined ? 'alias' : 'action', message };
}

function strayServices({ services, automatic }: RunbookFile, part: Part, path: Path): Finding[] {
  const known = Object.keys(part.services);
  const stray = (named: readonly string[] | undefined, at: Path): Finding[] =>
    (named ?? []).flatMap((service, n) =>
      known.includes(service)
        ? []
        : [{ path: [...at, n], message: `there is no service "${service}".${didYouMean(service, known)}` }],
    );
  return [
    ...stray(services, [...path, 'services']),
    ...stray(automatic?.services, [...path, 'automatic', 'services']),
  ];
}

/** @returns templates that cannot be used, and what in them no incident fills. */
function unfilled({ parameters }: RunbookFile, path: Path): Finding[] {
  const facts: readonly string[] = INCIDENT_FACTS;
  const at = (inner: Path): Path => [...path, 'parameters', ...inner];
  return [
    ...brokenTemplates(parameters).map(({ path: inner, message }) => ({ path: at(inner), message })),
    ...askedIn(parameters).flatMap(({ path: inner, name, member }): Finding[] => {
      if (name !== 'incident') {
        const message = `has ${name}, which nothing fills: templates of runbooks know the incident, such as {{ incident.service }}`;
        return [{ path: at(inner), message }];
      }
      if (member === undefined || facts.includes(member)) return [];
      const message = `has incident.${member}, which no incident has.${didYouMean(member, facts)}`;
      return [{ path: at(inner), message }];
    }),
  ];
}

/** @returns parameters that the action refuses, as far as that is known before their templates are rendered. */
function unfit({ parameters: given, automatic }: RunbookFile, runs: Runs, path: Path): Finding[] {
  const { action, ref, fixed } = runs;
  const open = Object.keys(action.parameters).filter(
    (name) => !action.parameters[name]?.immutable && !fixed.includes(name),
  );
  const wrong = Object.entries(given).flatMap(([name, value]): Finding[] => {
    const message = misfit(action.parameters, name, value, { open, runs });
    return message === undefined ? [] : [{ path: [...path, 'parameters', name], message }];
  });
  if (!automatic) return wrong;
  const missing = open.filter((name) => {
    const { required, default: standard } = action.parameters[name] ?? {};
    return required && (standard === undefined || standard === null) && !Object.hasOwn(given, name);
  });
  if (missing.length === 0) return wrong;
  const names = missing.map((name) => `\`${name}\``).join(', ');
  const message = `${ref} needs ${names}, and nobody is asked for it where it is run by itself: give it under \`parameters\``;
  return [...wrong, { path: [...path, 'automatic'], message }];
}

function misfit(
  parameters: Parameters,
  name: string,
  value: unknown,
  { open, runs: { ref, fixed } }: { readonly open: readonly string[]; readonly runs: Runs },
): string | undefined {
  const parameter = parameterOf(parameters, name);
  if (!parameter) return `is no parameter of ${ref}.${didYouMean(name, open)}`;
  if (parameter.immutable) return `is fixed by ${ref} itself`;
  if (fixed.includes(name)) return 'is fixed by the alias';
  if (isHidden(parameters, name))
    return `is a secret of ${ref}, and stands in no runbook: set it as its \`default\` there, from the environment`;
  if (value === null || hasTemplate(value)) return undefined;
  const { required: _, ...alone } = parameter;
  const taken = takeParameters({ [name]: alone }, { [name]: value });
  return 'problems' in taken ? taken.problems[0]?.message : undefined;
}

function unavailable({ button, automatic }: RunbookFile, { action, ref }: Runs, path: Path): Finding[] {
  const found: Finding[] = [];
  if (!action.enabled)
    found.push({ path, message: `${ref} is disabled, so that nobody can run it: enable it, or take it out` });
  const isNarrow = action.allow.roles.length > 0 || action.allow.people !== undefined;
  if (isNarrow && button === undefined && !automatic) {
    const message = `not everybody may run ${ref}, so that it stands on no card, where everybody would see it: write \`button: true\` if that is meant, or \`button: false\``;
    found.push({ path, message });
  }
  return found;
}
