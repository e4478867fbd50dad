import type { Text } from '../chat/text.ts';
import type { CommandName } from './command.ts';
import type { Deadline } from './deadline.ts';
import type { Incident, Mark } from './incident.ts';

/** The authoritative reply to a command. */
export interface CommandReply {
  readonly command: CommandName;
  /** The incident after the command. */
  readonly incident: Incident;
  /** Who did it and when (epoch milliseconds, the workflow's clock). */
  readonly done: Mark;
  /** Deadlines that stood before and no longer do. */
  readonly cancelled: readonly Deadline[];
  /** Deadlines that stand now. */
  readonly deadlines: readonly Deadline[];
  /** Of `escalate`: whom it pages, or that it pages nobody. */
  readonly outcome?: Text;
}
