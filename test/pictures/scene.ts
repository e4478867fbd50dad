import type { Modal } from '../../src/chat/element.ts';
import type { Message } from '../../src/chat/message.ts';

/** The platforms in the order in which they stand beside each other. */
export const PLATFORM_NAMES = ['sandbox', 'slack', 'discord', 'teams', 'mattermost'] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];

export const LABELS: Readonly<Record<PlatformName, string>> = {
  sandbox: 'Sandbox',
  slack: 'Slack',
  discord: 'Discord',
  teams: 'Microsoft Teams',
  mattermost: 'Mattermost',
};

/** What a platform shows in a scene, before it has drawn it. */
export type Shown =
  | { readonly kind: 'message'; readonly message: Message; readonly note?: string }
  /** Seen by who asked alone. */
  | { readonly kind: 'private'; readonly message: Message }
  | { readonly kind: 'form'; readonly modal: Modal }
  | { readonly kind: 'home'; readonly message: Message }
  | { readonly kind: 'preview'; readonly message: Message }
  /** The platform has no such thing. */
  | { readonly kind: 'nothing'; readonly why: string };

/** How what is shown comes about on one platform. */
export interface Way {
  /** The platform's form, and where it stands. */
  readonly form: string;
  /** Is something that stands there edited, or something new posted? */
  readonly does: string;
  /** Whom it notifies. */
  readonly notifies: string;
}

/** One type of notification, as all platforms show it. */
export interface Scene {
  /** Name of the picture's file. */
  readonly id: string;
  readonly title: string;
  /** When it comes and what it is for, in Markdown. */
  readonly about: string;
  readonly shown: Readonly<Record<PlatformName, Shown>>;
  readonly ways: Readonly<Record<PlatformName, Way>>;
}

/** @returns the same for each platform, but for those that are named. */
export function everywhere<T>(same: T, but: Partial<Record<PlatformName, T>> = {}): Record<PlatformName, T> {
  const { sandbox = same, slack = same, discord = same, teams = same, mattermost = same } = but;
  return { sandbox, slack, discord, teams, mattermost };
}
