import type { Organisation } from '../organisation.ts';

/** A call that the app made. */
export interface Call {
  readonly method: string;
  /** Without the interface's own beginning, decoded part by part. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  /** Address of the interface, for links to further pages. */
  readonly base: string;
}

/** What is answered: status 200 unless another is given. */
export interface EndpointAnswer {
  readonly status?: number;
  readonly body: unknown;
}

/** One resource of an interface. @returns undefined when the path is not its own. @throws TeamsRefusal. */
export type Endpoint = (organisation: Organisation, call: Call) => EndpointAnswer | undefined;
