import { checkWritten, inForceOf, type Loaded, type LoadOptions } from './load.ts';

/** A version as the store has it. */
export interface KeptVersion {
  readonly number: number;
  readonly version: string;
  readonly written: string;
}

/** @returns what a version is called where a file would be. */
export function sourceOf({ number }: Pick<KeptVersion, 'number'>): string {
  return `version ${number}`;
}

/** @throws ConfigError when it cannot be in force here, such as where a variable is not set. */
export function loadVersion(
  kept: KeptVersion,
  { env, platforms, aliases }: Omit<LoadOptions, 'path'>,
): Loaded {
  return inForceOf(checkWritten(JSON.parse(kept.written), sourceOf(kept), env, platforms, { aliases }));
}

export interface VersionWatchOptions extends Omit<LoadOptions, 'path'> {
  /** The number of the version in force. */
  readonly from: number;
  /** @returns the newest version after a number. */
  readonly after: (number: number) => Promise<KeptVersion | undefined>;
  /** When it throws, the version before stays in force. */
  readonly onChange: (loaded: Loaded, number: number) => void;
  readonly onProblem: (error: Error) => void;
  readonly onMended: () => void;
  /** Called when the store cannot be asked; it is asked again. */
  readonly onAway: (error: unknown) => void;
  /** How often the store is asked, in milliseconds. */
  readonly everyMs?: number;
}

/** Takes up each new version of the store, within seconds. */
export function watchVersions(options: VersionWatchOptions): {
  /** Looks at once. Never rejects. */
  look: () => Promise<void>;
  close: () => void;
} {
  let seen = options.from;
  let [wrong, closed] = [false, false];
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const lookOnce = async (): Promise<void> => {
    let kept: KeptVersion | undefined;
    try {
      kept = await options.after(seen);
    } catch (error) {
      options.onAway(error);
      return;
    }
    if (!kept || closed) return;
    // One that is wrong here is not tried again: only another version can mend it.
    seen = kept.number;
    try {
      options.onChange(loadVersion(kept, options), kept.number);
      if (wrong) options.onMended();
      wrong = false;
    } catch (error) {
      wrong = true;
      options.onProblem(error instanceof Error ? error : new Error(String(error), { cause: error }));
    }
  };
  const look = async (): Promise<void> => {
    // What was added while another look was under way is not seen by that one.
    await looking;
    looking = lookOnce();
    await looking;
  };
  const again = (): void => {
    timer = setTimeout(() => {
      void look().finally(() => {
        if (!closed) again();
      });
    }, options.everyMs ?? 2_000);
    timer.unref();
  };
  again();
  return {
    look,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
