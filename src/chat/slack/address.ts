import type { MessageRef } from '../message.ts';

/** Where something is: `C024BE91L` or `#incidents` of the default workspace, `T0123ABCD/C024BE91L` of another one. */
export interface Address {
  /** Undefined for the default workspace. */
  readonly team: string | undefined;
  readonly id: string;
}

/** Reads an address. Ids, names with `#` and triggers have no slash of their own. */
export function addressOf(text: string): Address {
  const [, team, id] = /^([TE][A-Z0-9]{2,})\/(.+)$/s.exec(text) ?? [];
  return team !== undefined && id !== undefined ? { team, id } : { team: undefined, id: text };
}

/** The inverse of {@link addressOf}. */
export function addressed(team: string | undefined, id: string): string {
  return team === undefined ? id : `${team}/${id}`;
}

/** @returns a message as it is called outside of its workspace. */
export function refIn(team: string | undefined, { channel, id }: MessageRef): MessageRef {
  return { channel: addressed(team, channel), id };
}
