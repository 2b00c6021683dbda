// A dispatcher's page that writes down when each order's row first stood in its document.
import { Browser } from '../browser/harness/browser.mjs';

// Runs in the page: the wall clock of this machine, which is also the one of the database's stamps.
function noteRows() {
  window.shownAt = {};
  const note = () => {
    for (const row of document.querySelectorAll('[data-order]')) window.shownAt[row.dataset.order] ??= Date.now();
  };
  new MutationObserver(note).observe(document, { childList: true, subtree: true });
}

export async function openDesk(url, credentials) {
  const browser = await Browser.start(url);
  const visitor = await browser.visitor();
  await visitor.context.addInitScript(noteRows);
  const page = await visitor.open('/');
  await visitor.logIn(credentials);
  return { shownAt: () => page.evaluate(() => window.shownAt), close: () => browser.stop() };
}
