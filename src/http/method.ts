import type { RequestHandler } from 'express';
import { HttpRefusal } from './refusal-table.ts';

/**
 * What follows the methods that an address has: others are refused, naming those that are possible.
 * @param methods such as `GET` or `GET, POST`. Source: RFC 9110, 15.5.6 and 10.2.1.
 */
export function onlyMethod(methods: string): RequestHandler {
  const allow = methods.replace(/\bGET\b/, 'GET, HEAD');
  return (request, response) => {
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    throw new HttpRefusal(
      'method_not_allowed',
      `${request.method} is not possible at ${request.path}; possible: ${allow}.`,
    );
  };
}
