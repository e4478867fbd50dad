import type { RunOrigin } from '../action/run.ts';
import type { CardPlace } from '../incident/view.ts';

/** @returns where runs of an incident are shown: in its own channel, else below its card; undefined: nowhere. */
export function originIn(places: readonly CardPlace[]): RunOrigin | undefined {
  const place = places.find(({ own }) => own) ?? places.find(({ card }) => card !== undefined);
  return place && belowCard(place);
}

/** @returns where a run is shown that is ordered by a card: its own channel has room for it, another only below the card. */
export function belowCard({ instance, channel, own, card }: CardPlace): RunOrigin {
  return { instance, channel, ...(!own && card !== undefined && { thread: card }) };
}
