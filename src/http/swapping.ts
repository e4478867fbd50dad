import type { Account } from '../access/account.ts';
import type { Answer } from '../chat/inbound.ts';
import { said } from '../chat/message.ts';
import { swapAskedMessage, swapOver, type Swap, type SwappedShift, type SwapOffer } from '../chat/swap.ts';
import type { SwapWish } from '../command/swap.ts';
import type { TenantConfig } from '../config/config.ts';
import { spokenStretch } from '../conversation/stretch.ts';
import type { Person } from '../incident/person.ts';
import type { SwapWay } from '../../workflows/swap/messages.ts';
import { privately, refuse } from './answers.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { Rosters, ShiftOf } from './rosters.ts';
import type { Swaps } from './swaps.ts';
import { createTrail, type TrailDependencies } from './trail.ts';
import { typedId } from './typed-id.ts';

/** How far ahead shifts are looked for that may be swapped, in milliseconds. */
const AHEAD_MS = 60 * 86_400_000;

/** Which shift is meant. */
interface Meant {
  /** Key of the schedule; without one any. */
  readonly schedule?: string;
  /** Whether a time was named. */
  readonly when: boolean;
  /** @returns the shift among somebody's, or why the time is none. */
  readonly find: (shifts: readonly ShiftOf[], now: number) => ShiftOf | string | undefined;
}

/** Who asks whom to take which shift. */
interface Asked {
  readonly asker: Person;
  readonly other: Person;
  readonly gives: Meant;
  readonly takes?: Meant;
}

/** An offer as programs make it: ids of people, and instants within shifts in epoch milliseconds. */
export interface SwapRequest {
  /** Whose shift it is; without it the caller's. */
  readonly asker?: string;
  readonly other: string;
  /** Without it their next one. */
  readonly shift?: number;
  /** The shift of the other one that the asker takes in return. */
  readonly inReturn?: { readonly schedule?: string; readonly shift?: number };
}

const isOf = ({ offer: { gives, takes } }: Swap, schedule: string): boolean =>
  gives.schedule === schedule || takes?.schedule === schedule;

const deny = (denied: Denied['denied'], message: string): Denied => ({ denied, message });

/** @returns the same when the same is sent again. */
function swapId({ tenant, via, deliveryId }: Caller): string {
  return typedId('s', `swap ${tenant} ${via} ${deliveryId}`);
}

/** Lets people offer each other shifts. */
export function createSwapping(
  deps: TrailDependencies & {
    readonly operations: Pick<Operations, 'permitted'>;
    readonly rosters: Pick<Rosters, 'shiftsOf'>;
    readonly config: (tenant: string) => TenantConfig;
    readonly swaps: Swaps;
    /** Every account of a person, the one where they are told things first. */
    readonly accountsOf: (tenant: string, person: string) => Promise<readonly Account[]>;
  },
) {
  const trail = createTrail(deps);

  /** @param comes who is to take it. @returns the shift of somebody that is meant. */
  async function shiftOf(
    caller: Caller,
    person: Person,
    comes: Person,
    { schedule: named, find, when }: Meant,
  ): Promise<SwappedShift | Denied> {
    const now = deps.now();
    const all = await deps.rosters.shiftsOf(caller, person.id, now, now + AHEAD_MS);
    if ('denied' in all) return all;
    const shifts = all.filter(({ schedule }) => named === undefined || schedule.id === named);
    const found = find(shifts, now);
    if (typeof found === 'string') return deny('invalid', found);
    if (!found) {
      const who = person.id === caller.person.id ? 'You are' : `${person.name} is`;
      return deny('impossible', `${who} not on call ${when ? 'then' : 'in the next 60 days'}.`);
    }
    const { id: schedule, name } = found.schedule;
    if (found.people.some((one) => one.person === comes.id))
      return deny(
        'impossible',
        `${comes.id === caller.person.id ? 'You are' : `${comes.name} is`} on call for ${name} then already: there would be one less.`,
      );
    return { schedule, name, from: found.from, until: found.until };
  }

  /** Whether somebody may decide of the shifts of others. */
  const decides = (caller: Caller): boolean => {
    const { policy } = deps.config(caller.tenant).access;
    return caller.roles.some((role) => policy.permissions[role].includes('roster'));
  };

  /**
   * Asks somebody to take a shift, of the caller's or of whoever is named by one who may decide for others.
   * @returns the offer as it stands.
   */
  async function ask(
    caller: Caller,
    { asker, other, gives: given, takes: taken }: Asked,
  ): Promise<{ offer: SwapOffer; expiresAt: number } | Denied> {
    const { tenant } = caller;
    const denied = await deps.operations.permitted(caller, 'override');
    if (denied) return denied;
    return trail.attempt(
      caller,
      { action: 'swap:ask' },
      async (): Promise<{ offer: SwapOffer; expiresAt: number } | Denied> => {
        const { people } = deps.config(tenant);
        if (asker.id !== caller.person.id && !decides(caller))
          return deny(
            'not_permitted',
            `Only ${asker.name}, or who may change who is on call for others, can offer a shift of theirs.`,
          );
        if (asker.id !== caller.person.id && !people.has(asker.id))
          return deny('invalid', `${asker.name} is nobody of the configuration, and has no shifts.`);
        if (!people.has(other.id))
          return deny('invalid', `${other.name} is nobody of the configuration, and could not be paged.`);
        if (other.id === asker.id)
          return deny('invalid', 'Nobody swaps with themselves: name somebody else.');
        const gives = await shiftOf(caller, asker, other, given);
        if ('denied' in gives) return gives;
        const takes = taken && (await shiftOf(caller, other, asker, taken));
        if (takes && 'denied' in takes) return takes;
        const offer: SwapOffer = { id: swapId(caller), asker, other, gives, ...(takes && { takes }) };
        const now = deps.now();
        // A shift that has begun can be taken over as long as it lasts.
        const ends = [gives, ...(takes ? [takes] : [])].map(({ from, until }) => (from > now ? from : until));
        const expiresAt = Math.min(...ends);
        const [askers, others] = await Promise.all([waysOf(tenant, asker), waysOf(tenant, other)]);
        // Where it was asked is where the outcome is waited for.
        const here = [...askers].sort(
          (a, b) => Number(b.instance === caller.via) - Number(a.instance === caller.via),
        );
        await deps.swaps.begin(
          { tenant, offer, ways: { asker: here, other: others }, expiresAt },
          caller.patience,
        );
        return { offer, expiresAt };
      },
      { about: ({ offer }) => `${offer.id}: ${asker.id} and ${other.id}, ${offer.gives.schedule}` },
    );
  }

  /** @param asker whose shift it is. @param zone in which times are meant. */
  async function propose(
    caller: Caller,
    asker: Person,
    other: Person,
    wish: Extract<SwapWish, { do: 'propose' }>,
    zone: string,
  ): Promise<Answer> {
    const spoken = (text: string): Meant => {
      const { rest, schedule } = scheduleIn(deps.config(caller.tenant), text);
      const words = rest.replace(/\b(?:my|their|his|her|shift|on|the|of)\b/gi, ' ').trim();
      return {
        ...(schedule !== undefined && { schedule }),
        when: words !== '',
        find: (shifts, now) => (words === '' ? next(shifts, now) : at(shifts, words, now, zone)),
      };
    };
    const made = await ask(caller, {
      asker,
      other,
      gives: spoken(wish.mine),
      ...(wish.theirs !== undefined && { takes: spoken(wish.theirs) }),
    });
    if ('denied' in made) return refuse(caller, made);
    return privately(swapAskedMessage({ ...made, state: 'asked' }));
  }

  /** @param request ids of people, and instants within the shifts; without one the next shift. */
  async function request(caller: Caller, schedule: string, given: SwapRequest): Promise<Swap | Denied> {
    const { people } = deps.config(caller.tenant);
    const named = (id: string): Person => ({ id, name: people.get(id)?.name ?? id });
    const meant = (of: string, instant: number | undefined): Meant => ({
      schedule: of,
      when: instant !== undefined,
      find: (shifts, now) =>
        instant === undefined
          ? next(shifts, now)
          : shifts.find(({ from, until }) => from <= instant && instant < until),
    });
    const { asker = caller.person.id, other, shift, inReturn } = given;
    const made = await ask(caller, {
      asker: asker === caller.person.id ? caller.person : named(asker),
      other: named(other),
      gives: meant(schedule, shift),
      ...(inReturn && { takes: meant(inReturn.schedule ?? schedule, inReturn.shift) }),
    });
    return 'denied' in made ? made : { ...made, state: 'asked' };
  }

  async function waysOf(tenant: string, { id }: Person): Promise<SwapWay[]> {
    return (await deps.accountsOf(tenant, id)).map(({ instance, user }) => ({ instance, user }));
  }

  /** @returns how the offer stands after the answer. */
  async function decide(caller: Caller, id: string, yes: boolean): Promise<Swap | Denied> {
    const { tenant, person: by, via, deliveryId, patience } = caller;
    return trail.attempt(caller, { action: yes ? 'swap:accept' : 'swap:decline' }, async () => {
      const given = { by, yes, decides: decides(caller) };
      const found = await deps.swaps.answer(tenant, id, given, `${via}:${deliveryId}`, patience);
      if (!found) {
        const over = await deps.swaps.one(tenant, id, patience);
        return over
          ? deny('impossible', swapOver(over))
          : deny('not_found', `There is no offer ${id} any more.`);
      }
      return 'refused' in found ? deny('impossible', found.refused) : found;
    });
  }

  async function answer(caller: Caller, id: string, yes: boolean): Promise<Answer> {
    const outcome = await decide(caller, id, yes);
    if ('denied' in outcome) return refuse(caller, outcome);
    const text = yes ? 'Accepted. Both are told when it is done.' : 'Declined. Nothing changes.';
    return privately(said(text));
  }

  /** @param schedule its key; without one the offers of all. @returns the offers that are not over. */
  async function open(caller: Caller, schedule?: string): Promise<readonly Swap[] | Denied> {
    const denied = await deps.operations.permitted(caller, 'people');
    if (denied) return denied;
    const all = await deps.swaps.open(caller.tenant, caller.patience);
    return schedule === undefined ? all : all.filter((one) => isOf(one, schedule));
  }

  /** @returns one offer, which may be over. */
  async function one(caller: Caller, schedule: string, id: string): Promise<Swap | Denied> {
    const denied = await deps.operations.permitted(caller, 'people');
    if (denied) return denied;
    const found = await deps.swaps.one(caller.tenant, id, caller.patience);
    return found && isOf(found, schedule)
      ? found
      : deny('not_found', `There is no offer ${id} of ${schedule}.`);
  }

  return { propose, request, answer, decide, open, one };
}

export type Swapping = ReturnType<typeof createSwapping>;

function next(shifts: readonly ShiftOf[], now: number): ShiftOf | undefined {
  return shifts.find(({ from }) => from > now) ?? shifts[0];
}

/** @returns the shift at a time that was spoken of; why the time is none. */
function at(
  shifts: readonly ShiftOf[],
  text: string,
  now: number,
  zone: string,
): ShiftOf | string | undefined {
  const whole = spokenStretch({ text }, now, zone);
  // A moment is enough to tell a shift by.
  const stretch = 'problem' in whole ? spokenStretch({ text: `${text} for 1m` }, now, zone) : whole;
  if ('problem' in stretch) return stretch.problem;
  if (stretch.left !== '')
    return `${JSON.stringify(stretch.left.slice(0, 40))} is neither a schedule nor a time of a shift: say for instance \`saturday\` or \`tomorrow 9:00\`.`;
  // A day is that of the shift that begins on it, and of two of those the longer one: not of what is left of another.
  const within = shifts.filter(({ from, until }) => from < stretch.until && until > stretch.from);
  const begins = within.filter(({ from }) => from >= stretch.from);
  const length = ({ from, until }: ShiftOf): number =>
    Math.min(until, stretch.until) - Math.max(from, stretch.from);
  return (begins.length > 0 ? begins : within).toSorted((a, b) => length(b) - length(a))[0];
}

function scheduleIn({ schedules }: TenantConfig, text: string): { schedule?: string; rest: string } {
  for (const { id, name } of schedules.values()) {
    for (const one of [name, id]) {
      const found = new RegExp(`(?:^|\\s)${one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=\\s|$)`, 'i').exec(
        text,
      );
      if (found)
        return {
          schedule: id,
          rest: `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim(),
        };
    }
  }
  return { rest: text };
}
