import type { Announcement } from './alias.ts';
import { splitAttachment, type Shown } from './attachment.ts';
import { filledText, filledTree } from './filling.ts';
import { jinja } from './jinja.ts';
import { tried } from './tried.ts';

/** What an alias says of a run. */
export interface Announced {
  /** Absent where it has no words of its own, or they cannot be rendered. */
  readonly shown?: Shown;
  /** What one platform is to show besides, its templates rendered. */
  readonly extra?: unknown;
  /** Why something of it could not be rendered, in one line that holds no values. */
  readonly problem?: string;
}

/**
 * @param platform name of the platform on which it is shown.
 * @param context what its templates know.
 */
export function announced(
  { format, extra }: Announcement,
  platform: string,
  context: Readonly<Record<string, unknown>>,
): Announced {
  const filling = { templates: jinja, variables: context };
  const words = tried(() =>
    format === undefined ? undefined : splitAttachment(filledText(format, filling)),
  );
  const more = tried(() =>
    Object.hasOwn(extra, platform) ? filledTree(extra[platform], filling) : undefined,
  );
  const problem = words.problem ?? more.problem;
  return {
    ...(words.value !== undefined && { shown: words.value }),
    ...(more.value !== undefined && { extra: more.value }),
    ...(problem !== undefined && { problem }),
  };
}
