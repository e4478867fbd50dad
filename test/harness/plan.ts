import type { IncidentChannelPlan } from '../../src/chat/routing.ts';
import { parseDuration } from '../../src/config/duration.ts';
import type {
  ChannelTarget,
  EscalationPolicy,
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
  readonly steps: readonly (readonly [targets: TargetWord | readonly TargetWord[], delay: string])[];
  readonly repeat?: number;
  readonly ackTimeout?: string;
}

export function policy({ steps, repeat = 0, ackTimeout }: PolicyWords): EscalationPolicy {
  return {
    name: 'payments',
    steps: steps.map(([targets, delay]) => ({
      targets: [targets].flat().map(target),
      delayMs: millis(delay),
    })),
    repeat,
    ...(ackTimeout && { ackTimeoutMs: millis(ackTimeout) }),
  };
}

/** How SLA targets are written in a test: time to acknowledge and to resolve, by severity. */
export type SlaWords = Partial<Record<Severity, { acknowledge?: string; resolve?: string }>>;

export function sla(words: SlaWords = {}): SlaPolicy {
  const of = (severity: Severity): SlaTarget => {
    const { acknowledge, resolve } = words[severity] ?? {};
    return {
      ...(acknowledge && { acknowledgeMs: millis(acknowledge) }),
      ...(resolve && { resolveMs: millis(resolve) }),
    };
  };
  return {
    warnAt: 0.8,
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
