import type { IncidentChannelPlan } from '../../src/chat/routing.ts';
import { parseDuration } from '../../src/config/duration.ts';
import type {
  ChannelTarget,
  EscalationPolicy,
  EscalationStep,
  PersonTarget,
  StepTarget,
  Target,
} from '../../src/escalation/policy.ts';
import type { SlaPolicy, SlaTarget } from '../../src/escalation/sla.ts';
import type { Severity } from '../../src/incident/severity.ts';

/** @returns milliseconds of `5m`, `1h30m`, `7d`. @throws TypeError when the text is no duration. */
export function millis(text: string): number {
  const length = parseDuration(text);
  if (length === undefined) throw new TypeError(`${text} is no duration`);
  return length;
}

/** Somebody who is reached on the instance `main`, and on others that are named. */
export function person(id: string, ...instances: string[]): PersonTarget {
  const on = instances.length > 0 ? instances : ['main'];
  return {
    kind: 'person',
    person: { id, name: id },
    contacts: on.map((instance) => ({ instance, user: id })),
  };
}

/** @param name `main/#critical` */
export function channel(name: string): ChannelTarget {
  const [instance = '', channel = ''] = name.split('/');
  return { kind: 'channel', instance, channel };
}

/** `ana`, `main/#critical`, `schedule:payments`, or a target as it is. */
export type TargetWord = string | Target;

function target(word: TargetWord): StepTarget {
  if (typeof word !== 'string') return word;
  const [, schedule] = /^schedule:(.*)$/.exec(word) ?? [];
  if (schedule !== undefined) return { kind: 'schedule', schedule, name: schedule };
  return word.includes('/') ? channel(word) : person(word);
}

/** How an escalation policy is written in a test: each step its targets and how long it waits. */
export interface PolicyWords {
  readonly steps: readonly (readonly [
    targets: TargetWord | readonly TargetWord[],
    delay: string,
    more?: Pick<EscalationStep, 'when' | 'urgency'>,
  ])[];
  readonly repeat?: number;
  readonly repeatFrom?: number;
  readonly then?: EscalationPolicy['then'];
  readonly ackTimeout?: string;
  readonly ackReminder?: string;
  readonly ackBy?: 'paged';
}

export function policy({
  steps,
  repeat = 0,
  repeatFrom,
  then,
  ackTimeout,
  ackReminder,
  ackBy,
}: PolicyWords): EscalationPolicy {
  return {
    name: 'payments',
    steps: steps.map(([targets, delay, more]) => ({
      targets: [targets].flat().map(target),
      delayMs: millis(delay),
      ...more,
    })),
    repeat,
    ...(repeatFrom !== undefined && { repeatFrom }),
    ...(then && { then }),
    ...(ackTimeout && { ackTimeoutMs: millis(ackTimeout) }),
    ...(ackReminder && { ackReminderMs: millis(ackReminder) }),
    ...(ackBy && { ackBy }),
  };
}

/** How SLA targets are written in a test: lengths of time by severity, and what holds for all. */
export type SlaWords = Partial<
  Record<
    Severity,
    { acknowledge?: string; mitigate?: string; resolve?: string; updateEvery?: string; calendar?: string }
  >
> &
  Pick<Partial<SlaPolicy>, 'warnAt' | 'tell' | 'pages' | 'calendars'> & { readonly maxHold?: string };

export function sla(words: SlaWords = {}): SlaPolicy {
  const of = (severity: Severity): SlaTarget => {
    const { acknowledge, mitigate, resolve, updateEvery, calendar } = words[severity] ?? {};
    return {
      ...(acknowledge && { acknowledgeMs: millis(acknowledge) }),
      ...(mitigate && { mitigateMs: millis(mitigate) }),
      ...(resolve && { resolveMs: millis(resolve) }),
      ...(updateEvery && { updateEveryMs: millis(updateEvery) }),
      ...(calendar && { calendar }),
    };
  };
  return {
    warnAt: words.warnAt ?? 0.8,
    ...(words.tell && { tell: words.tell }),
    ...(words.pages && { pages: words.pages }),
    ...(words.calendars && { calendars: words.calendars }),
    ...(words.maxHold && { maxHoldMs: millis(words.maxHold) }),
    targets: { 'SEV-1': of('SEV-1'), 'SEV-2': of('SEV-2'), 'SEV-3': of('SEV-3'), 'SEV-4': of('SEV-4') },
  };
}

/** Channels by severity, each as `main/#critical`. */
export type AnnounceWords = Partial<Record<Severity, readonly string[]>>;

export function announce(words: AnnounceWords): Record<Severity, readonly ChannelTarget[]> {
  const of = (severity: Severity): ChannelTarget[] => (words[severity] ?? []).map(channel);
  return { 'SEV-1': of('SEV-1'), 'SEV-2': of('SEV-2'), 'SEV-3': of('SEV-3'), 'SEV-4': of('SEV-4') };
}

/** The incident's own channel on `main`, named by its id. */
export function ownChannel(options: Partial<IncidentChannelPlan> = {}): IncidentChannelPlan {
  return {
    instance: 'main',
    nameTemplate: '{id}',
    private: false,
    invite: [],
    archiveAtClose: false,
    ...options,
  };
}
