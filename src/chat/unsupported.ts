import { ChatError } from './error.ts';

/**
 * @param platform the platform's name, as people write it.
 * @param what in the plural or without an article: `modals`, `a page of its own for apps`.
 * @returns the refusal of what a platform lacks.
 */
export function unsupported(platform: string, what: string): ChatError {
  return new ChatError('operation_not_supported', `${platform} has no ${what}.`);
}
