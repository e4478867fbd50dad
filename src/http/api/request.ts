import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { z } from 'zod';
import { parseIncidentId, type IncidentId } from '../../incident/id.ts';
import type { Denied } from '../denied.ts';
import { readJson } from '../json.ts';
import { HttpRefusal } from '../refusal-table.ts';

/** @returns what was asked for. @throws HttpRefusal that says why it was refused. */
export function unlessDenied<T extends object>(outcome: T | Denied): T {
  if ('denied' in outcome) throw new HttpRefusal(outcome.denied, outcome.message);
  return outcome;
}

/**
 * Holds what was given to its schema.
 * @param what the name of the whole, for what is wrong with no part of it.
 * @throws HttpRefusal `invalid` naming every place.
 */
export function valid<S extends z.ZodType>(schema: S, given: unknown, what: string): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => ({
    path: path.join('.') || what,
    message,
  }));
  throw new HttpRefusal('invalid', problems.map((p) => `${p.path}: ${p.message}`).join('; '), { problems });
}

/** @returns the JSON body; an empty object without one. @throws HttpRefusal `wrong_type`, `unreadable`. */
export function bodyOf(request: Request): unknown {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {};
  if (!request.is('application/json')) throw new HttpRefusal('wrong_type', 'Send application/json.');
  return readJson(request.body);
}

/** @returns the incident of the address. @throws HttpRefusal `not_found`. */
export function idOf(request: Request): IncidentId {
  const given = String(request.params.id);
  const id = parseIncidentId(given);
  if (id) return id;
  const shown = JSON.stringify(given.slice(0, 40));
  throw new HttpRefusal('not_found', `${shown} is not an incident id such as INC-42.`);
}

/**
 * A request that is sent again with the same `Idempotency-Key` has one effect. What only reads has none, and each reading
 * is one of its own: under one key many would count as one.
 * Source: draft-ietf-httpapi-idempotency-key-header.
 * @returns the key of a POST, or an id of its own for another request and one without a key.
 */
export function deliveryOf(request: Request): string {
  if (request.method !== 'POST') return randomUUID();
  const given = request.get('idempotency-key')?.trim();
  const key = given?.replace(/^"(.*)"$/, '$1');
  if (key === undefined) return randomUUID();
  if (/^[\x21-\x7e]{1,120}$/.test(key)) return key;
  throw new HttpRefusal('invalid', 'Idempotency-Key has 1 to 120 printable characters without spaces.');
}
