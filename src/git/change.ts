/** Who wrote or did something, as far as the server says. */
export interface Author {
  readonly name: string;
  readonly email?: string;
  /** What the server knows them by. */
  readonly username?: string;
}

export interface Repository {
  /** With what it belongs to, as people write it: `acme/payments`. */
  readonly name: string;
  readonly url: string;
  readonly defaultBranch?: string;
  /** The server's own, which stays when the repository is renamed or goes to another owner; absent where it is not told. */
  readonly id?: string;
}

/** A file list or a message that the server cut short, or did not send, is marked: it is never passed off as complete. */
export interface Commit {
  readonly id: string;
  readonly message: string;
  /** There is more of the message: the server cut it, or it is longer than what is kept. */
  readonly messageTruncated?: true;
  readonly author: Author;
  /** When it was authored, epoch milliseconds. */
  readonly at: number;
  readonly url?: string;
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly removed: readonly string[];
  readonly filesTruncated: boolean;
}

/** Words that git servers agree on, more or less. */
export type PullRequestState = 'open' | 'merged' | 'closed';

export interface PullRequest {
  /** As the server counts: 42 of `#42` or `!42`. */
  readonly number: number;
  readonly title: string;
  readonly description?: string;
  readonly url: string;
  readonly author: Author;
  /** Name of the branch that is to be merged, and of the one that it is merged into; absent where a comment comes without. */
  readonly source?: string;
  readonly target?: string;
  readonly state: PullRequestState;
  readonly draft?: boolean;
  /** The commit that it became when it was merged. */
  readonly mergeCommit?: string;
  /** Newest commit of its branch. */
  readonly head?: string;
}

export type PullRequestAction =
  'opened' | 'updated' | 'reopened' | 'reviewed' | 'commented' | 'merged' | 'closed';

/** How a deployment stands. */
export type DeploymentState = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** What all changes have. */
export interface ChangeBase {
  /** The same when the server tells it again, within its integration. */
  readonly key: string;
  readonly repository: Repository;
  /** Who did it; absent where the server does not say. */
  readonly actor?: Author;
  /** When it happened, epoch milliseconds; when it was received, where the server does not say. */
  readonly at: number;
}

/** Something that happened on a git server. All texts are from outside. */
export type Change = ChangeBase &
  (
    | {
        readonly type: 'push';
        readonly branch: string;
        /** Commit before and after; absent where the server does not say. */
        readonly before?: string;
        readonly after?: string;
        readonly forced?: boolean;
        /** The oldest first. */
        readonly commits: readonly Commit[];
        /** The server sent fewer commits than there were; how many there were where it says so. */
        readonly truncated?: { readonly total?: number };
        /** Page that compares before and after. */
        readonly url?: string;
      }
    | {
        readonly type: 'branch' | 'tag';
        readonly action: 'created' | 'deleted';
        readonly name: string;
        readonly commit?: string;
      }
    | {
        readonly type: 'pull_request';
        readonly action: PullRequestAction;
        readonly pullRequest: PullRequest;
        /** With the action `reviewed`. */
        readonly review?: { readonly state: 'approved' | 'changes_requested' | 'commented' | 'dismissed' };
        /** What was said, with the actions `reviewed` and `commented`. */
        readonly comment?: { readonly text: string; readonly url?: string };
      }
    | {
        readonly type: 'commit_comment';
        readonly commit: string;
        readonly text: string;
        readonly url?: string;
      }
    | {
        readonly type: 'release';
        readonly action: 'published' | 'updated' | 'deleted';
        readonly tag: string;
        readonly name: string;
        readonly description?: string;
        readonly url?: string;
      }
    | {
        readonly type: 'deployment';
        readonly environment: string;
        readonly state: DeploymentState;
        /** Branch or tag, and commit. */
        readonly ref?: string;
        readonly commit?: string;
        readonly url?: string;
      }
  );

export type ChangeType = Change['type'];
