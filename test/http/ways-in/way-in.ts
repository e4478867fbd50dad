import type { ElementAction } from '../../../src/chat/element.ts';
import type { Office } from '../office.ts';
import type { Answered, Recorded, Tap } from './tap.ts';

/** What people do that is sent to Muster. */
export type Gesture = 'command' | 'press' | 'form';

/** Something done to a genuine request so that it must not be believed any more. */
export interface Forgery {
  readonly what: string;
  readonly of: Gesture;
  readonly make: (genuine: Recorded) => Recorded | Promise<Recorded>;
}

/** The way in of one platform: Ana on a fake of it, with Muster's own adapters behind the tap. */
export interface WayIn {
  /** Declares an incident by a command. */
  declares(title: string): Promise<Answered>;
  /** Types a command about an incident. */
  types(word: string, incident: string): Promise<Answered>;
  /** Presses a button of a message of Muster's that asks for this. */
  presses(action: ElementAction): Promise<Answered>;
  /** Sends the form that was opened last. */
  submits(values: Record<string, string>): Promise<Answered>;
  /** Lets the next press be so slow that its trigger is worthless. Where a form needs one. */
  readonly delays?: () => void;
  /** Requests that must not be believed: forged, of somebody else, for somebody else. */
  readonly forgeries: readonly Forgery[];
  /** How much later, in milliseconds, a request is not believed any more. What is missing bears no time. */
  readonly stale: Partial<Record<Gesture, number>>;
  /**
   * Instances that must not believe a request to this one, and of what: with secrets of their own, with these secrets
   * and another workspace, and of another tenant.
   */
  readonly others: readonly { readonly instance: string; readonly of: readonly Gesture[] }[];
  /** Well signed things that mean nothing to Muster. */
  readonly unknown: readonly { readonly what: string; readonly send: () => Promise<Answered> }[];
  /** @returns a command of these bytes, as well signed as the platform signs. */
  readonly signed: (bytes: Buffer) => Recorded | Promise<Recorded>;
  readonly close: () => Promise<void>;
}

export interface Building {
  readonly office: Office;
  readonly tap: Tap;
}

/** The platforms under their names. */
export type MakeWayIn = (building: Building) => Promise<WayIn>;

/** @returns the same request with other headers; undefined takes one away. */
export function withHeaders(
  { headers, ...request }: Recorded,
  change: Record<string, string | undefined>,
): Recorded {
  const entries = Object.entries({ ...headers, ...change }).filter(([, value]) => value !== undefined);
  return { ...request, headers: Object.fromEntries(entries) as Record<string, string> };
}

/** @returns the same request at another instance. */
export function at(instance: string, request: Recorded): Recorded {
  return { ...request, path: request.path.replace(/^\/chat\/[^/]+/, `/chat/${instance}`) };
}

/** @returns the same request with its JSON changed. */
export function withJson(request: Recorded, change: (payload: Record<string, unknown>) => unknown): Recorded {
  const payload = JSON.parse(request.body.toString()) as Record<string, unknown>;
  return { ...request, body: Buffer.from(JSON.stringify(change(payload))) };
}

/** A message with one button. */
export function buttonCard(label: string, action: ElementAction) {
  const elements = [{ kind: 'button', label, action }] as const;
  return { summary: 'INC-1', heading: 'INC-1', sections: [{ text: ['INC-1 is open'] }], elements };
}
