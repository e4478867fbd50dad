import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { exclaimed } from '../../chat/exclaimed.ts';
import { understand } from './completion.ts';
import { newDeliveryId } from './delivery.ts';
import { Connection, Refused } from './connection.ts';
import { memoryOf } from './memory.ts';
import { reduce, type Model } from './model.ts';
import type { PageAnswer, PageEvent } from './wire.ts';

/** Where somebody is when they type or press. */
export interface Place {
  readonly channel: string;
  readonly thread?: string;
}

/** Everything that a person can do on the page. What fails is shown, not thrown. */
export interface Chat {
  readonly actAs: (person: string) => void;
  readonly choose: (channel: string) => void;
  readonly openThread: (root: string | undefined) => void;
  /**
   * @param deliveryId the same for the same text, however often it is tried.
   * @returns whether it was taken; when not, the text should stay in the composer.
   */
  readonly type: (text: string, place: Place, deliveryId: string) => Promise<boolean>;
  readonly press: (
    action: string,
    place: Place,
    message: string | undefined,
    value?: string,
  ) => Promise<void>;
  readonly submit: (values: Record<string, string>) => Promise<void>;
  readonly closeModal: () => void;
  readonly createChannel: (name: string) => Promise<boolean>;
  readonly dismissWhisper: (id: string) => void;
}

export interface ChatView {
  readonly model: Model | undefined;
  readonly connected: boolean;
  readonly problem: string | undefined;
  readonly dismissProblem: () => void;
  readonly chat: Chat;
}

/** @returns the channel that the address names after `#`, if it names one. */
function channelInAddress(): string | undefined {
  try {
    return decodeURIComponent(location.hash.slice(1)) || undefined;
  } catch {
    return undefined;
  }
}

/** Runs the page: its state, the event stream, and what people do. */
export function useChat(instance: string): ChatView {
  const connection = useMemo(() => new Connection(instance), [instance]);
  const memory = useMemo(() => memoryOf(instance), [instance]);
  const [model, dispatch] = useReducer(reduce, undefined);
  const [connected, setConnected] = useState(true);
  const [problem, setProblem] = useState<string>();
  /** Who acts, and how often everything has been loaded: a new value loads it again. */
  const [session, setSession] = useState({ me: memory.recall().me, round: 0 });
  const latest = useRef(model);
  latest.current = model;

  const fail = useCallback((error: unknown) => {
    setProblem(error instanceof Error ? error.message : 'Something failed on this page: load it again.');
  }, []);

  const load = useCallback(
    (me: string, channel: string) =>
      connection.history(me, channel).then((history) => {
        // Somebody else may be acting by now, who sees other things.
        if (latest.current?.me === me) dispatch({ type: 'history', channel, history });
      }, fail),
    [connection, fail],
  );

  useEffect(() => {
    let over = false;
    let stop: (() => void) | undefined;
    const begin = async (): Promise<void> => {
      const state = await connection.state(session.me).catch((error: unknown) => {
        // The person remembered may have left the configuration since.
        if (error instanceof Refused && error.status === 422) return connection.state(undefined);
        throw error;
      });
      if (over) return;
      const me = state.people.find((person) => person.id === session.me)?.id ?? state.people[0]?.id ?? '';
      dispatch({ type: 'opened', me, state, whispers: memory.whispers(me) });
      const wished = channelInAddress() ?? memory.recall().channel;
      if (!latest.current && wished !== undefined) {
        const seen = wished === `@${me}` || state.channels.some((channel) => channel.id === wished);
        if (seen) dispatch({ type: 'channel chosen', channel: wished });
      }
      stop = connection.listen(me, state.position, {
        connected: setConnected,
        event: (event: PageEvent) => {
          if (event.kind === 'reset') {
            setSession((before) => ({ me, round: before.round + 1 }));
            return;
          }
          if (event.kind === 'modal') {
            const channel = latest.current?.current ?? '';
            dispatch({ type: 'modal', modal: { modal: event.modal, channel, errors: {} } });
            return;
          }
          dispatch({ type: 'event', event });
          // Members and pins are not part of the event.
          if (event.kind === 'channel' && latest.current?.histories[event.channel.id])
            void load(me, event.channel.id);
        },
      });
    };
    begin().catch((error: unknown) => {
      if (over) return;
      setConnected(false);
      fail(error);
      setTimeout(() => {
        if (!over) setSession((before) => ({ ...before, round: before.round + 1 }));
      }, 3_000);
    });
    return () => {
      over = true;
      stop?.();
    };
  }, [connection, memory, session, fail, load]);

  const me = model?.me;
  const current = model?.current;
  const isLoaded = model !== undefined && model.histories[model.current] !== undefined;
  useEffect(() => {
    if (me === undefined || current === undefined) return;
    memory.remember({ me, channel: current });
    history.replaceState(null, '', `#${encodeURIComponent(current)}`);
    if (!isLoaded) void load(me, current);
  }, [me, current, isLoaded, load, memory]);

  const root = model?.thread;
  const threadLoaded = root !== undefined && model?.threads[root] !== undefined;
  useEffect(() => {
    if (me === undefined || root === undefined || threadLoaded) return;
    connection.thread(me, root).then((messages) => dispatch({ type: 'thread', root, messages }), fail);
  }, [me, root, threadLoaded, connection, fail]);

  const whispers = model?.whispers;
  useEffect(() => {
    if (me !== undefined && whispers) memory.keepWhispers(me, whispers);
  }, [me, whispers, memory]);

  const chat = useMemo<Chat>(() => {
    const show = (answer: PageAnswer, place: Place, asked?: string): void => {
      switch (answer.kind) {
        case 'message': {
          dispatch({
            type: 'whispered',
            whisper: {
              id: newDeliveryId(),
              ...place,
              at: Date.now(),
              view: answer.view,
              ...(asked && { asked }),
            },
          });
          return;
        }
        case 'modal': {
          dispatch({
            type: 'modal',
            modal: { modal: answer.modal, channel: place.channel, errors: {} },
          });
          return;
        }
        case 'invalid': {
          setProblem(Object.values(answer.errors).join(' '));
          return;
        }
        case 'nothing':
          return;
      }
    };
    const acting = (): Model => {
      if (!latest.current) throw new Error('the page has not been opened yet');
      return latest.current;
    };
    const attempt = async (work: () => Promise<void>): Promise<boolean> => {
      try {
        setProblem(undefined);
        await work();
        return true;
      } catch (error) {
        fail(error);
        return false;
      }
    };
    return {
      actAs: (person) => setSession((before) => ({ me: person, round: before.round + 1 })),
      choose: (channel) => dispatch({ type: 'channel chosen', channel }),
      openThread: (thread) => dispatch({ type: 'thread chosen', root: thread }),
      type: (text, place, deliveryId) =>
        attempt(async () => {
          const { me: as, state } = acting();
          const typed = understand(text, state.bot);
          if (typed.kind === 'unknown command') {
            throw new Error(
              `/${typed.word} is not a command here: Muster's begin with /im, such as /im help.`,
            );
          }
          const { channel, thread } = place;
          if (typed.kind === 'command') {
            const body = { channel, text: typed.text };
            show(await connection.act('commands', as, body, deliveryId), place, text.trim());
            return;
          }
          const message = await connection.say(as, { ...place, text: typed.text }, deliveryId);
          dispatch({ type: 'event', event: { kind: 'message', message } });
          const isAddressed = typed.mentions || channel === `@${as}`;
          const sentence = isAddressed ? undefined : exclaimed(typed.text);
          if (!isAddressed && sentence === undefined) return;
          const body = {
            channel,
            text: sentence ?? typed.text,
            ...(sentence !== undefined && { exclaimed: true }),
            ...(thread !== undefined && { thread: { channel, id: thread } }),
          };
          show(await connection.act('mentions', as, body, deliveryId), place);
        }),
      press: async (action, place, message, value) => {
        await attempt(async () => {
          const { channel } = place;
          const body = {
            channel,
            action,
            value,
            ...(message !== undefined && { message: { channel, id: message } }),
          };
          show(await connection.act('presses', acting().me, body, newDeliveryId()), place);
        });
      },
      submit: async (values) => {
        const { modal: open, me: as } = acting();
        if (!open) return;
        await attempt(async () => {
          const { modal, channel } = open;
          const body = { modal: modal.id, context: modal.context, values, channel };
          const answer = await connection.act('submits', as, body, newDeliveryId());
          if (answer.kind === 'invalid') {
            dispatch({ type: 'modal', modal: { ...open, errors: answer.errors } });
            return;
          }
          dispatch({ type: 'modal', modal: undefined });
          show(answer, { channel });
        });
      },
      closeModal: () => dispatch({ type: 'modal', modal: undefined }),
      createChannel: (name) =>
        attempt(async () => {
          const channel = await connection.createChannel(acting().me, name);
          dispatch({ type: 'event', event: { kind: 'channel', channel } });
          dispatch({ type: 'channel chosen', channel: channel.id });
        }),
      dismissWhisper: (id) => dispatch({ type: 'whisper dismissed', id }),
    };
  }, [connection, fail]);

  return { model, connected, problem, dismissProblem: () => setProblem(undefined), chat };
}
