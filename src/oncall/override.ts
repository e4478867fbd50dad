/** Who is on call for once, whatever the layers say. */
export interface Override {
  readonly id: string;
  /** Ids of people; they are on call together. */
  readonly people: readonly string[];
  /** Only this person's place is taken, while they are on call; without it everybody's, and any gap is filled. */
  readonly replaces?: string;
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds, exclusive. */
  readonly until: number;
}
