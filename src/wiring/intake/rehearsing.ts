import type { Redact } from '../../access/redact.ts';
import type { Alert } from '../../alert/alert.ts';
import { termsFor } from '../../alert/following.ts';
import type { Suppression } from '../../alert/group.ts';
import { ruleFor } from '../../alert/match.ts';
import type { AlertRule } from '../../alert/rule.ts';
import type { GroupTerms } from '../../alert/terms.ts';
import type { TenantConfig } from '../../config/config.ts';
import type { Change } from '../../git/change.ts';
import { newsOf } from '../../git/news.ts';
import { span } from '../../incident/age.ts';
import type { Outcome, TakerContext, Takers } from '../../inbox/taker.ts';
import { eachByItself } from '../../inbox/taking.ts';

export interface RehearsalDependencies {
  readonly config: (tenant: string) => TenantConfig;
  /** Whether a maintenance keeps an incident from being opened now. */
  readonly suppression: (terms: GroupTerms) => Promise<Suppression | undefined>;
  readonly redact: Redact;
}

/**
 * @returns what says what would come of alerts, changes and tickets, by the configuration in force: by it test events show
 * which rule and which service are meant, and nobody is paged for them.
 */
export function createRehearsal(deps: RehearsalDependencies): Takers {
  async function alertText({ tenant, integration }: TakerContext, alert: Alert): Promise<string> {
    const config = deps.config(tenant);
    const rule = ruleFor(config.alertRules, integration, alert);
    const name = ruleName(rule);
    if (rule.ignore) return `would be ignored by ${name}`;
    if (rule.heartbeat) return `would be a sign of life for ${name}`;
    if (alert.status === 'resolved') return `would open nothing by ${name}: it is resolved`;
    const { severity } = config.defaults;
    const terms = termsFor(rule, integration, alert, { ...config, tenant, severity });
    const incident = incidentText(terms, config);
    const suppressed = await deps.suppression(terms);
    if (suppressed) return `would wait for the end of ${suppressed.by}, and then open ${incident} by ${name}`;
    const wait = rule.waitMs > 0 ? ` after ${span(rule.waitMs)}` : '';
    return `would open ${incident} by ${name}${wait}`;
  }

  function changeText({ tenant, integration }: TakerContext, change: Change): string {
    const { name: repository } = change.repository;
    const services = [...deps.config(tenant).services].filter(([, { repositories = [] }]) =>
      repositories.some(
        (place) =>
          place.integration === integration && place.repository.toLowerCase() === repository.toLowerCase(),
      ),
    );
    const of =
      services.length === 0
        ? 'of no service: services.<key>.repositories names it nowhere'
        : `of ${services.map(([key]) => key).join(', ')}`;
    const told = [...newsOf(change, [])].map(([id]) => id);
    return `would be kept, ${of}${told.length > 0 ? `, and told to ${told.join(', ')}` : ''}`;
  }

  const all =
    <T extends { readonly key: string }>(say: (context: TakerContext, one: T) => string | Promise<string>) =>
    (context: TakerContext, some: readonly T[]): Promise<readonly Outcome[]> =>
      Promise.all(
        some.map(async (one) => ({
          of: one.key,
          text: deps.redact(await say(context, one), context.tenant),
        })),
      );

  return {
    alerts: eachByItself(all(alertText)),
    changes: eachByItself(all(changeText)),
    tickets: all(() => 'would be brought to the action item that became the ticket'),
  };
}

function ruleName({ name, id }: AlertRule): string {
  return id === undefined && name === 'default' ? 'what holds where no rule is for it' : `the rule ${name}`;
}

function incidentText({ declaration }: GroupTerms, config: TenantConfig): string {
  const { severity, service, team, title } = declaration;
  const owner = service === undefined ? undefined : config.services.get(service)?.team?.id;
  const of = [
    service === undefined ? 'of no service' : `of ${service}`,
    (team ?? owner) ? `for the team ${team ?? owner}` : '',
  ].filter((part) => part !== '');
  return `a ${declaration.private ? 'private ' : ''}${severity} ${of.join(' ')} (${title})`;
}
