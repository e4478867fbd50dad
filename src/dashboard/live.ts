import { Idiomorph } from 'idiomorph';
import { age } from './age.ts';
import { countdown } from './countdown.ts';
import { localTime } from './local-time.ts';

/**
 * Runs in the browser. Without it every page works all the same; with it a page follows what happens, forms are sent
 * without leaving it, and times are in the reader's own zone.
 */

/** How often ages are counted on, and how often what is due is counted down, in milliseconds. */
const AGE_MS = 10_000;
const SECOND_MS = 1_000;
/** How long to wait before a page that could not be fetched is tried again, in milliseconds. */
const AGAIN_MS = 2_000;

const shown = (at: number, how: string | undefined): string => {
  if (how === 'age') return age(at, Date.now());
  return how === 'countdown' ? countdown(at, Date.now()) : localTime(at, how === 'clock');
};

/** @param which selector of the times that are to be shown anew. */
function showTimes(which = 'time[data-shown]', root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>(which)) {
    const at = Date.parse(element.dateTime);
    const { shown: how } = element.dataset;
    const text = shown(at, how);
    if (element.textContent !== text) element.textContent = text;
    element.title = how === 'age' || how === 'countdown' ? localTime(at, true) : age(at, Date.now());
  }
}

/** Somebody is at work in an open form: what they typed must not go. */
const isAtWork = (node: Node): boolean =>
  node instanceof HTMLDetailsElement && node.open && node.name === 'command';

/** Makes the page what the server shows now, and leaves the place, the focus and open forms as they are. */
function become(fresh: Document): void {
  const now = document.getElementById('main');
  const next = fresh.getElementById('main');
  if (!now || !next) return;
  showTimes('time[data-shown]', next);
  void Idiomorph.morph(now, next, {
    morphStyle: 'outerHTML',
    restoreFocus: true,
    callbacks: {
      beforeNodeMorphed: (before) => !isAtWork(before),
      beforeNodeRemoved: (before) => !isAtWork(before),
      // What the reader has unfolded stays so.
      beforeAttributeUpdated: (name, element) => !(name === 'open' && element instanceof HTMLDetailsElement),
    },
  });
  document.title = fresh.title;
  offerZone();
}

const parse = async (response: Response): Promise<Document> =>
  new DOMParser().parseFromString(await response.text(), 'text/html');

let fetching: Promise<void> | undefined;
let stale = false;

/** Fetches the page anew; what happens meanwhile makes it be fetched once more. */
function refresh(): Promise<void> {
  stale = true;
  fetching ??= (async () => {
    while (stale) {
      stale = false;
      try {
        const response = await fetch(location.href, { headers: { accept: 'text/html' } });
        // A part is away: what can be said without it, if anything, is shown meanwhile.
        if (response.ok || response.status === 503) become(await parse(response));
        if (response.ok) continue;
        // Signed out, or not to be seen any more: what stands here must not stay.
        if ([401, 403, 404].includes(response.status)) location.reload();
        else throw new Error(`the page could not be fetched: ${response.status}`);
      } catch {
        stale = true;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
    fetching = undefined;
  })();
  return fetching;
}

/** Says something once; screen readers read it out. */
function say(from: Document): void {
  const [place, news] = [document.getElementById('said'), from.getElementById('said')];
  if (!place || !news) return;
  place.className = news.className;
  place.textContent = '';
  place.textContent = news.textContent;
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const details = form.closest('details');
  const body = new URLSearchParams(new FormData(form, submitter) as unknown as Record<string, string>);
  form.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } });
    const fresh = await parse(response);
    // A page of something else, such as of the sign-in: shown as the browser would.
    if (!fresh.getElementById('said') || fresh.getElementById('main')?.dataset.live === undefined) {
      form.submit();
      return;
    }
    if (response.ok && details) {
      form.reset();
      details.open = false;
      details.querySelector('summary')?.focus();
    }
    become(fresh);
    say(fresh);
  } finally {
    form.removeAttribute('aria-busy');
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.command === undefined) return;
  event.preventDefault();
  if (form.getAttribute('aria-busy') === 'true') return;
  void send(form, event.submitter).catch(() => {
    // The network is away: as a browser says it without us.
    form.submit();
  });
});

/** Puts the token that a printed address carries into its field, and takes it out of the address. */
function takeToken(): void {
  const field = document.querySelector<HTMLInputElement>('input[name="token"]');
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (!field || token === undefined) return;
  field.value = token;
  history.replaceState(null, '', location.pathname + location.search);
  field.form?.querySelector<HTMLElement>('button[type="submit"]')?.focus();
}

/** How long a connection on which nothing comes is taken for sound, in milliseconds: the server says something every 15 s. */
const SILENCE_MS = 40_000;
/** How long to wait at most before a server that refuses is asked again, in milliseconds. */
const LONGEST_MS = 30_000;

/**
 * Follows the events of a page for as long as somebody can see it: browsers keep some six connections to a server, which
 * as many forgotten tabs would use up for all others.
 */
function follow(address: string): void {
  const state = document.getElementById('live-state');
  const tell = (text: string, name: string): void => {
    if (!state || state.dataset.state === name) return;
    state.textContent = text;
    state.dataset.state = name;
  };
  let events: EventSource | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let pause = AGAIN_MS;

  const leave = (): void => {
    events?.close();
    events = undefined;
    clearTimeout(watchdog);
    clearTimeout(again);
  };
  const connect = (): void => {
    leave();
    const mine = new EventSource(address);
    events = mine;
    const heard = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(connect, SILENCE_MS);
    };
    heard();
    mine.addEventListener('still', heard);
    mine.addEventListener('changed', () => {
      heard();
      void refresh();
    });
    mine.addEventListener('error', () => {
      tell('Connecting again …', 'broken');
      // The browser tries again by itself, but not after an answer that is no stream, such as of a proxy without a server.
      if (mine.readyState !== EventSource.CLOSED || events !== mine) return;
      leave();
      again = setTimeout(() => {
        connect();
        // Where the sign-in is over, this leads to it.
        void refresh();
      }, pause);
      pause = Math.min(LONGEST_MS, pause * 2);
    });
    mine.addEventListener('open', () => {
      heard();
      pause = AGAIN_MS;
      // What happened before the connection stood, no event tells.
      void refresh();
      tell('Follows what happens', 'live');
    });
  };
  const watch = (): void => {
    if (document.visibilityState === 'hidden') leave();
    else if (!events) connect();
  };
  document.addEventListener('visibilitychange', watch);
  // A page that the browser kept and shows again comes back with its connection cut.
  addEventListener('pageshow', (event) => event.persisted && connect());
  watch();
}

/** Offers the reader's own zone where one can be chosen. */
function offerZone(): void {
  const select = document.querySelector<HTMLSelectElement>('select[data-zones]');
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (!select || !timeZone || [...select.options].some(({ value }) => value === timeZone)) return;
  select.add(new Option(`${timeZone} (yours)`, timeZone));
}

showTimes();
takeToken();
offerZone();
setInterval(() => showTimes(), AGE_MS);
setInterval(() => showTimes('time[data-shown="countdown"]'), SECOND_MS);

// What was said about the last form is said once, not at every reload.
const here = new URL(location.href);
if (here.searchParams.has('did')) {
  for (const name of ['did', 'later']) here.searchParams.delete(name);
  history.replaceState(null, '', here);
}
const { live } = document.getElementById('main')?.dataset ?? {};
if (live !== undefined) follow(live);
