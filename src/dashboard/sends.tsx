import type { LedgerEntry } from '../chat/ledger.ts';
import { cardsOf, sendOf, type CardSends, type Send } from '../chat/sends.ts';
import { When } from './parts.tsx';
import { times } from '../text/counted.ts';

const STATES: Record<LedgerEntry['status'], string> = {
  planned: 'being sent',
  sent: 'sent',
  failed: 'failed',
  uncertain: 'not known',
};

/** What became of a send, with the reason where it was not sent. */
function State({ entry, now }: { entry: LedgerEntry; now: number }) {
  const { status, settledAt, plannedAt, code, reason, attempts, instead } = entry;
  return (
    <>
      <span class={`send ${status}`}>{STATES[status]}</span> <When at={settledAt ?? plannedAt} now={now} />
      {attempts > 1 && `, attempt ${attempts}`}
      {(status === 'failed' || status === 'uncertain') && reason !== undefined && (
        <div class="reason">
          {reason}
          {code !== undefined && ` (${code})`}
        </div>
      )}
      {instead !== undefined && <div class="reason">In its place, because of {instead}</div>}
    </>
  );
}

function CardRow({ card, now }: { card: CardSends; now: number }) {
  const { to, posted, edits, edited } = card;
  return (
    <tr>
      <th scope="row">{to}</th>
      <td>
        <State entry={posted} now={now} />
      </td>
      <td>
        {edited ? (
          <>
            {times(edits)}, the last <State entry={edited} now={now} />
          </>
        ) : (
          'not yet'
        )}
      </td>
    </tr>
  );
}

const KINDS: Record<Exclude<Send['kind'], 'card' | 'card edit' | 'page'>, string> = {
  line: 'in the thread',
  'direct message': 'directly',
  answer: 'answer',
  invitation: 'invitation',
  channel: 'of the channel',
  other: '',
};

function SendRow({ send, word, now }: { send: Send; word?: string; now: number }) {
  return (
    <tr>
      <th scope="row">
        {send.to} {word !== undefined && <small>{word}</small>}
      </th>
      <td>
        <State entry={send.entry} now={now} />
      </td>
    </tr>
  );
}

function Rows({ caption, head, children }: { caption: string; head: readonly string[]; children: unknown }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="sends">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children as preact.ComponentChildren}</tbody>
      </table>
    </div>
  );
}

/** What was sent about an incident and what became of it: pages, cards, and the rest where it failed. */
export function Sends({
  entries,
  leftOut,
  nameOf,
  now,
}: {
  entries: readonly LedgerEntry[];
  /** How many more there are. */
  leftOut: number;
  /** @returns what people call a target such as `person/ana`. */
  nameOf: (target: string) => string;
  now: number;
}) {
  const sends = entries.map(sendOf);
  const pages = sends.filter(({ kind }) => kind === 'page');
  const cards = cardsOf(sends);
  const others = sends.filter(({ kind }) => kind !== 'page' && kind !== 'card' && kind !== 'card edit');
  const sent = others.filter(({ entry }) => entry.status === 'sent');
  const unsent = others.filter(({ entry }) => entry.status !== 'sent');
  return (
    <section aria-labelledby="sends">
      <h2 id="sends">Notifications</h2>
      {sends.length === 0 && <p class="hint">Nothing has been sent yet.</p>}
      {pages.length > 0 && (
        <Rows caption="Pages" head={['Who', 'State']}>
          {pages.map((send) => (
            <SendRow
              key={send.entry.key}
              send={{ ...send, to: nameOf(send.to) }}
              word={send.entry.target}
              now={now}
            />
          ))}
        </Rows>
      )}
      {cards.length > 0 && (
        <Rows caption="Cards" head={['Channel', 'Posted', 'Edited']}>
          {cards.map((card) => (
            <CardRow key={card.to} card={card} now={now} />
          ))}
        </Rows>
      )}
      {unsent.length > 0 && (
        <Rows caption="Not sent" head={['What', 'State']}>
          {unsent.map((send) => (
            <SendRow key={send.entry.key} send={send} word={KINDS[send.kind as 'line']} now={now} />
          ))}
        </Rows>
      )}
      {sent.length > 0 && (
        <p class="hint">
          Besides, {sent.length} other {sent.length === 1 ? 'message' : 'messages'} and changes of channels
          went out.
        </p>
      )}
      {leftOut > 0 && (
        <p class="hint">
          {leftOut} earlier ones are left out here; the export of the incident has all of them.
        </p>
      )}
    </section>
  );
}
