/** The pieces of Adaptive Cards 1.5 that Muster uses (https://adaptivecards.io/explorer/). */

type Spacing = 'None' | 'Small' | 'Medium';

export interface TextBlock {
  readonly type: 'TextBlock';
  readonly text: string;
  readonly wrap: true;
  readonly spacing?: Spacing;
  readonly style?: 'heading';
  readonly size?: 'Small' | 'Large';
  readonly weight?: 'Bolder';
  readonly color?: 'Attention';
  readonly isSubtle?: true;
}

export interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly italic?: true;
  readonly fontType?: 'Monospace';
  readonly isSubtle?: true;
  readonly size?: 'Small';
  readonly selectAction?: { readonly type: 'Action.OpenUrl'; readonly url: string };
}

export interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly spacing?: Spacing;
}

export interface FactSet {
  readonly type: 'FactSet';
  readonly facts: readonly { readonly title: string; readonly value: string }[];
  readonly spacing?: Spacing;
}

/** What comes back with a press, under one name so that no input can be taken for it. */
export interface ActionData {
  readonly msteams?: { readonly type: 'task/fetch' };
  readonly muster: Readonly<Record<string, unknown>>;
}

export interface SubmitAction {
  readonly type: 'Action.Submit';
  readonly title: string;
  readonly style?: 'positive' | 'destructive';
  readonly associatedInputs?: 'auto' | 'none';
  readonly data: ActionData;
}

export interface ExecuteAction {
  readonly type: 'Action.Execute';
  readonly title: string;
  readonly verb: string;
  readonly style?: 'positive' | 'destructive';
  readonly associatedInputs: 'auto' | 'none';
  readonly data: ActionData;
  /** For clients that do not know Action.Execute. */
  readonly fallback: SubmitAction;
}

export type CardAction = ExecuteAction | SubmitAction;

export interface ActionSet {
  readonly type: 'ActionSet';
  readonly actions: readonly CardAction[];
}

export interface Choice {
  readonly title: string;
  readonly value: string;
}

export interface ChoiceSet {
  readonly type: 'Input.ChoiceSet';
  readonly id: string;
  readonly style: 'compact' | 'expanded';
  readonly choices: readonly Choice[];
  readonly label?: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly isMultiSelect?: boolean;
  readonly isRequired?: boolean;
  readonly errorMessage?: string;
  /** Teams' picker of people: the value is their object id in Entra. */
  readonly 'choices.data'?: { readonly type: 'Data.Query'; readonly dataset: 'graph.microsoft.com/users' };
}

export interface TextInput {
  readonly type: 'Input.Text';
  readonly id: string;
  readonly label: string;
  readonly isMultiline: boolean;
  readonly maxLength: number;
  readonly placeholder?: string;
  readonly value?: string;
  readonly isRequired: boolean;
  readonly errorMessage?: string;
}

export interface ToggleInput {
  readonly type: 'Input.Toggle';
  readonly id: string;
  readonly title: string;
  readonly value: 'true' | 'false';
  readonly valueOn: 'true';
  readonly valueOff: 'false';
}

export interface ColumnSet {
  readonly type: 'ColumnSet';
  readonly columns: readonly {
    readonly type: 'Column';
    readonly width: 'stretch' | 'auto';
    readonly verticalContentAlignment?: 'bottom';
    readonly items: readonly CardElement[];
  }[];
}

export interface Container {
  readonly type: 'Container';
  readonly id?: string;
  readonly style?: ContainerStyle;
  readonly bleed?: boolean;
  readonly items: readonly CardElement[];
}

export type ContainerStyle = 'default' | 'emphasis' | 'good' | 'attention' | 'warning' | 'accent';

export type CardElement =
  | TextBlock
  | RichTextBlock
  | FactSet
  | ActionSet
  | ChoiceSet
  | TextInput
  | ToggleInput
  | ColumnSet
  | Container;

/** Somebody who is notified: `text` is the `<at>…</at>` that stands for them in a TextBlock. */
export interface MentionEntity {
  readonly type: 'mention';
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly version: '1.5';
  /** Shown by clients that cannot draw the card. */
  readonly fallbackText: string;
  readonly body: readonly CardElement[];
  readonly msteams?: { readonly width: 'Full'; readonly entities?: readonly MentionEntity[] };
}

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** @returns a card as activities, webhooks and dialogs carry it. */
export function attachment(card: AdaptiveCard): { contentType: typeof CARD_TYPE; content: AdaptiveCard } {
  return { contentType: CARD_TYPE, content: card };
}
