import { targetLabel, targetName, type Target } from '../escalation/policy.ts';
import type { SlaClock, SlaNewsKind } from '../escalation/sla.ts';
import type { Deadline, DeadlineName } from '../incident/deadline.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import type { Severity } from '../incident/severity.ts';
import type { Moment, RunbookRef } from '../runbook/runbook.ts';

/** One target of one escalation step, paged or not. */
export interface SimulatedPage {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Since the incident was declared, in milliseconds. */
  readonly afterMs: number;
  /** As the configuration writes it: `person:ana`, `channel:main-slack/#critical`. */
  readonly target: string;
  readonly label: string;
  /** From 1. */
  readonly step: number;
  readonly steps: number;
  /** From 1. */
  readonly round: number;
  /** Keys of the schedules by which they are on call. */
  readonly schedules: readonly string[];
  /** By what they are paged, `main-slack/@U123`, the first way first. None: they cannot be reached. */
  readonly ways: readonly string[];
  /** Set where an SLA target pages, by a policy of its own; `step` and `steps` are then of that one. */
  readonly sla?: { readonly policy: string; readonly clock: SlaClock; readonly news: SlaNewsKind };
}

/** A channel that hears of the incident without being paged. */
export interface ToldChannel {
  readonly at: number;
  readonly afterMs: number;
  /** `channel:main-slack/#critical` */
  readonly target: string;
}

/** Something that somebody did, with what it called off. */
export interface ActOutcome {
  readonly afterMs: number;
  readonly command: string;
  /** Name of the person. */
  readonly by: string;
  /** Why it was refused. */
  readonly refused?: string;
  /** What would have followed otherwise; times in milliseconds since the incident was declared. */
  readonly cancelled: readonly { readonly name: DeadlineName; readonly afterMs: number }[];
}

/** A runbook that is run by itself. */
export interface SimulatedRun {
  readonly at: number;
  readonly afterMs: number;
  readonly runbook: RunbookRef & { readonly on: Moment };
  /** What it runs, `<pack>.<name>`. */
  readonly action: string;
  /** As they are ordered, without secrets. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether somebody has to approve it before it begins. */
  readonly waits: boolean;
}

/** From when on which runbooks stand on the card of the incident. */
export interface OfferedRunbooks {
  readonly at: number;
  readonly afterMs: number;
  readonly titles: readonly string[];
}

/** Why nothing more is told: nothing would follow; the time looked at is over; there was too much. */
export type End = 'nothing follows' | 'time' | 'too much';

/** What a scenario comes to. */
export interface Outcome {
  readonly severity: Severity;
  readonly service?: string;
  readonly team?: string;
  /** Name of the escalation policy; absent when none applies. */
  readonly policy?: string;
  /** When it is declared, epoch milliseconds. */
  readonly at: number;
  readonly pages: readonly SimulatedPage[];
  readonly told: readonly ToldChannel[];
  readonly acts: readonly ActOutcome[];
  /** In order. What is run is taken to succeed, and changes nothing of the incident. */
  readonly runs: readonly SimulatedRun[];
  /** Each change of them, the first where there are any. */
  readonly offered: readonly OfferedRunbooks[];
  /** Everything that happens, in order: what the timeline of the incident would hold. */
  readonly events: readonly IncidentEvent[];
  readonly end: End;
  /** When that was, epoch milliseconds. */
  readonly endsAt: number;
}

/** Something that the workflow had sent, to a place on an instance. */
export interface Sent {
  readonly activity: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly key: string;
  /** `main-slack/@U123`, `main-slack/#critical` */
  readonly place: string;
  readonly toChannel: boolean;
}

/** @returns a target as the configuration writes it. */
export function writtenTarget(target: Target): string {
  return target.kind === 'person'
    ? `person:${target.person.id}`
    : `channel:${target.instance}/${target.channel}`;
}

/** @returns whom the escalation pages, with the ways by which it does. @param at when the incident is declared. */
export function pagesOf(
  incident: { readonly tenant: string; readonly id: IncidentId; readonly at: number },
  events: readonly IncidentEvent[],
  sent: readonly Sent[],
): SimulatedPage[] {
  return events.flatMap((event) => {
    if (event.type !== 'escalated') return [];
    const { sequence, at, step, steps, round, policy, sla, onCall = [] } = event;
    return event.targets.map((target): SimulatedPage => {
      const key = `${incidentKey(incident.tenant, incident.id)}:${sequence}:page:${targetName(target)}:`;
      return {
        at,
        afterMs: at - incident.at,
        target: writtenTarget(target),
        label: targetLabel(target),
        step: step + 1,
        steps,
        round: round + 1,
        schedules: onCall
          .filter(({ people }) => target.kind === 'person' && people.includes(target.person.id))
          .map(({ schedule }) => schedule),
        ways: sent.filter((one) => one.key.startsWith(key)).map(({ place }) => place),
        ...(sla && { sla: { policy, clock: sla.clock, news: sla.news } }),
      };
    });
  });
}

/** @returns the channels that hear of it otherwise, each once. */
export function toldOf(at: number, sent: readonly Sent[]): ToldChannel[] {
  const first = new Map<string, ToldChannel>();
  for (const one of sent) {
    const target = `channel:${one.place}`;
    if (one.activity !== 'deliver' || !one.toChannel || first.has(target)) continue;
    first.set(target, { at: one.at, afterMs: one.at - at, target });
  }
  return [...first.values()];
}

/** @returns what did not happen because of an act. @param at when the incident is declared. */
export function cancelledOf(at: number, cancelled: readonly Deadline[]): ActOutcome['cancelled'] {
  return cancelled.map((deadline) => ({ name: deadline.name, afterMs: deadline.at - at }));
}
