/** Runs in the browser: fetches the page anew when the server says that it is stale, and keeps place and focus. */

const MAIN = 'main';

async function refresh(): Promise<void> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const now = document.getElementById(MAIN);
  const next = fresh.getElementById(MAIN);
  if (now && next) now.replaceChildren(...next.childNodes);
  document.title = fresh.title;
}

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
