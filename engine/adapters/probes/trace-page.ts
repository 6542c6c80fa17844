import { TRACED } from '../../verify/declared/trace-check.ts';
import type { HopSource, TraceHop } from '../../verify/declared/trace-check.ts';
import { openBrowser } from './browser.ts';
import { loadPage, shownNumber } from './page-probe.ts';
import { repeated } from './trace-hops.ts';
import type { HopSink, StopWatching } from './trace-probe.ts';

/** Looks at a page again and again; `underlying` and `leg` of its hop are CSS selectors. Rejects with ProbeUnreachable. */
export async function watchTracedPage(
  hop: TraceHop,
  { url }: Extract<HopSource, { readonly kind: 'page' }>,
  { everyMs, sink }: { readonly everyMs: number; readonly sink: HopSink },
): Promise<StopWatching> {
  const browser = await openBrowser();
  const page = await browser.newPage();
  const look = async (): Promise<void> => {
    for (const subject of TRACED) {
      const selector = hop[subject];
      if (selector === undefined) continue;
      const script = `document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`;
      const price = shownNumber(await page.evaluate<string>(script));
      if (price !== undefined) sink.price(subject, price, undefined);
    }
  };
  try {
    const status = await loadPage(page, url);
    if (status >= 400) throw new Error(`the page answered HTTP ${status}`);
    await look();
  } catch (error) {
    await browser.close();
    throw error;
  }
  const stop = repeated(look, everyMs, sink);
  return () => {
    stop();
    void browser.close();
  };
}
