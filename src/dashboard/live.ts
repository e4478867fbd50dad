import { age } from './age.ts';
import { localTime } from './local-time.ts';

/**
 * Runs in the browser: fetches the page anew when the server says that it is stale, keeps place and focus, and shows
 * times in the reader's own zone.
 */

const MAIN = 'main';
/** How often ages are counted on, in milliseconds. */
const COUNT_MS = 10_000;

function showTimes(): void {
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-shown]')) {
    const at = Date.parse(element.dateTime);
    const clock = localTime(at, true);
    const isAge = element.dataset.shown === 'age';
    element.textContent = isAge ? age(at, Date.now()) : clock;
    element.title = isAge ? clock : age(at, Date.now());
  }
}

async function refresh(): Promise<void> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const now = document.getElementById(MAIN);
  const next = fresh.getElementById(MAIN);
  if (now && next) now.replaceChildren(...next.childNodes);
  document.title = fresh.title;
  showTimes();
}

showTimes();
setInterval(showTimes, COUNT_MS);

const address = document.getElementById(MAIN)?.dataset.live;
if (address !== undefined) {
  const events = new EventSource(address);
  events.addEventListener('changed', () => void refresh());
  // After a break the page may have missed a change.
  let broken = false;
  events.addEventListener('error', () => (broken = true));
  events.addEventListener('open', () => {
    if (broken) void refresh();
    broken = false;
  });
}
