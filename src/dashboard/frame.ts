/** Something that everybody should know who looks at the pages. */
export interface Notice {
  readonly title: string;
  readonly lines: readonly string[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What stands around every page. */
export interface Frame {
  /** Path of the page. */
  readonly path: string;
  /** Address of the page on this server, with its query. */
  readonly here: string;
  readonly notices: readonly Notice[];
  /** May the reader see the audit? */
  readonly audit: boolean;
  /** May the reader run actions, and see what was run? */
  readonly runs: boolean;
  /** May the reader see the integrations? */
  readonly integrations: boolean;
  /** Address of the sandbox chat, where there is one. */
  readonly sandbox?: string;
  /** Absent for who reads anonymously. */
  readonly signedIn?: {
    readonly name: string;
    /** What every form carries, so that no other site can send it. */
    readonly formToken: string;
  };
  /** What somebody has chosen; absent: as their device is. */
  readonly theme?: 'dark' | 'light';
}
