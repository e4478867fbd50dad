import type { Pushed } from '../../development.ts';

/** How much of Jira's own words is kept, in characters, and of how many items. */
const QUOTED = 200;
const MOST = 50;

type Json = Readonly<Record<string, unknown>>;
const inside = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const KINDS = ['commits', 'branches', 'pullRequests'] as const;

/** @returns what an answer to development information says. Source: "Store development information", response 202. */
export function pushedOf(body: unknown): Pushed {
  const { acceptedDevinfoEntities, failedDevinfoEntities, unknownIssueKeys } = inside(body);
  const accepted = Object.values(inside(acceptedDevinfoEntities)).flatMap((one) =>
    KINDS.flatMap((kind) => listOf(inside(one)[kind])),
  );
  const refused = Object.entries(inside(failedDevinfoEntities)).flatMap(([repository, one]) => [
    ...(listOf(inside(one).errorMessages).length > 0
      ? [{ id: repository, reason: wordsOf(inside(one).errorMessages) }]
      : []),
    ...KINDS.flatMap((kind) =>
      listOf(inside(one)[kind]).map((entity) => ({
        id: textOf(inside(entity).id).slice(0, QUOTED) || repository,
        reason: wordsOf(inside(entity).errorMessages),
      })),
    ),
  ]);
  return {
    accepted: accepted.length,
    refused: refused.slice(0, MOST),
    unknownIssues: listOf(unknownIssueKeys)
      .filter((key): key is string => typeof key === 'string')
      .slice(0, MOST),
  };
}

function wordsOf(messages: unknown): string {
  const words = listOf(messages).map((one) => textOf(inside(one).message));
  return words
    .join('; ')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .slice(0, QUOTED);
}
