import { render } from 'preact';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root) {
  const instance = root.dataset.instance ?? '';
  root.replaceChildren();
  render(<App instance={instance} />, root);
}
