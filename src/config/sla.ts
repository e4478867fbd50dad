import {
  SLA_NEWS,
  type SlaAudience,
  type SlaPage,
  type SlaPolicy,
  type SlaTarget,
} from '../escalation/sla.ts';
import { SEVERITIES, type Severity } from '../incident/severity.ts';
import type { Calendar } from '../oncall/hours.ts';
import { workingTimeFrom } from '../oncall/working-time.ts';
import { ALWAYS } from './sla-schema.ts';

type Length = number | 'none' | undefined;

interface TargetRules {
  readonly acknowledge?: Length;
  readonly mitigate?: Length;
  readonly resolve?: Length;
  readonly updateEvery?: Length;
  readonly calendar?: string | undefined;
}

/** Who is told or paged, as it is written: steps count from 1. */
type Told = SlaAudience | { readonly policy: string; readonly step?: number | undefined };

/** What a section says of SLA targets, as it was written. Each setting beats the same one of a wider section. */
export type SlaRules = Readonly<Partial<Record<Severity, TargetRules | undefined>>> & {
  readonly warnAt?: number | readonly number[] | undefined;
  readonly tell?:
    | {
        readonly warning?: readonly Told[] | undefined;
        readonly breach?: readonly Told[] | undefined;
      }
    | undefined;
  readonly maxHold?: Length;
  readonly calendar?: string | undefined;
};

const EVERYBODY: readonly SlaAudience[] = ['channel', 'commander'];
const NOTHING: SlaPolicy = {
  warnAt: 0.8,
  tell: { warning: EVERYBODY, breach: EVERYBODY },
  targets: { 'SEV-1': {}, 'SEV-2': {}, 'SEV-3': {}, 'SEV-4': {} },
};

/** @param layers the widest section first. @returns what holds, each setting by the narrowest section that has it. */
export function slaPolicy(layers: readonly (SlaRules | undefined)[]): SlaPolicy {
  return narrowedBy(NOTHING, layers);
}

/** @param layers the widest section first. @returns the policy with what they say instead. */
export function narrowedBy(policy: SlaPolicy, layers: readonly (SlaRules | undefined)[]): SlaPolicy {
  return layers.reduce<SlaPolicy>((wider, rules) => (rules ? narrowed(wider, rules) : wider), policy);
}

function narrowed(wider: SlaPolicy, rules: SlaRules): SlaPolicy {
  const { maxHoldMs, pages: before, ...rest } = wider;
  const hold = lengthOf(rules.maxHold, maxHoldMs);
  const tell = wider.tell ?? { warning: EVERYBODY, breach: EVERYBODY };
  const [first, second, third, fourth] = SEVERITIES;
  const target = (severity: Severity): SlaTarget =>
    targetOf(wider.targets[severity], rules[severity] ?? {}, rules.calendar);
  return {
    ...rest,
    ...(rules.warnAt !== undefined && { warnAt: rules.warnAt }),
    tell: {
      warning: rules.tell?.warning?.filter(isAudience) ?? tell.warning,
      breach: rules.tell?.breach?.filter(isAudience) ?? tell.breach,
    },
    ...pagesOf(before, rules.tell),
    ...(hold !== undefined && { maxHoldMs: hold }),
    targets: {
      'SEV-1': target(first),
      'SEV-2': target(second),
      'SEV-3': target(third),
      'SEV-4': target(fourth),
    },
  };
}

const isAudience = (told: Told): told is SlaAudience => typeof told === 'string';

/** Each list beats the same one of a wider section, also in whom it pages. */
function pagesOf(before: SlaPolicy['pages'], tell: SlaRules['tell']): Pick<SlaPolicy, 'pages'> {
  const pages = SLA_NEWS.flatMap((news) => {
    const own = tell?.[news]?.flatMap((told): SlaPage[] =>
      isAudience(told)
        ? []
        : [{ policy: told.policy, ...(told.step !== undefined && { step: told.step - 1 }) }],
    );
    const paged = own ?? before?.[news] ?? [];
    return paged.length > 0 ? [[news, paged] as const] : [];
  });
  return pages.length > 0 ? { pages: Object.fromEntries(pages) } : {};
}

function targetOf(wider: SlaTarget, rules: TargetRules, forAll: string | undefined): SlaTarget {
  const acknowledgeMs = lengthOf(rules.acknowledge, wider.acknowledgeMs);
  const mitigateMs = lengthOf(rules.mitigate, wider.mitigateMs);
  const resolveMs = lengthOf(rules.resolve, wider.resolveMs);
  const updateEveryMs = lengthOf(rules.updateEvery, wider.updateEveryMs);
  const calendar = rules.calendar ?? forAll ?? wider.calendar;
  return {
    ...(acknowledgeMs !== undefined && { acknowledgeMs }),
    ...(mitigateMs !== undefined && { mitigateMs }),
    ...(resolveMs !== undefined && { resolveMs }),
    ...(updateEveryMs !== undefined && { updateEveryMs }),
    ...(calendar !== undefined && calendar !== ALWAYS && { calendar }),
  };
}

function lengthOf(own: Length, wider: number | undefined): number | undefined {
  if (own === undefined) return wider;
  return own === 'none' ? undefined : own;
}

/**
 * Freezes the hours of the calendars that the targets name, as they are to be when an incident is declared.
 * @param at when it is declared, epoch milliseconds.
 */
export function withCalendars(
  policy: SlaPolicy,
  businessHours: ReadonlyMap<string, Calendar>,
  at: number,
): SlaPolicy {
  const named = new Map<string, number>();
  for (const { calendar, ...lengths } of Object.values(policy.targets)) {
    if (calendar === undefined) continue;
    named.set(calendar, Math.max(named.get(calendar) ?? 0, ...Object.values(lengths)));
  }
  const calendars = [...named].flatMap(([key, longest]) => {
    const hours = businessHours.get(key);
    return hours ? [[key, workingTimeFrom(hours, at, longest)] as const] : [];
  });
  return calendars.length === 0 ? policy : { ...policy, calendars: Object.fromEntries(calendars) };
}
