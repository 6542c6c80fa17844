import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { htmlDocument } from '#cli/reporters/html/document.ts';
import { modelErrorSection } from '#cli/reporters/html/model-error-section.ts';
import { BrowserMissing, openBrowser } from '#engine/adapters/probes/browser.ts';
import type { ModelErrorRow, ModelErrors } from '#engine/replay/model-comparison.ts';

const BUCKETS = ['ITM>4%', 'ITM .25-1%', 'ATM +-.25%', 'OTM .25-1%', 'OTM>4%'];

/** Two expiries of the widest figures there are: thousands of rupees and of percent, tens of thousands of ticks. */
function errors(): ModelErrors {
  const rows = ['2025-09-30', '2025-10-28'].flatMap((expiry) =>
    [0, 1, 5, 15].flatMap((horizonMinutes) =>
      BUCKETS.map((bucket): ModelErrorRow => ({
        underlying: 'BANKNIFTY',
        expiry,
        horizonMinutes,
        bucket,
        count: 30_190,
        misses: [
          { points: 1.9, percent: 0.04 },
          { points: 24_485, percent: 11_458 },
        ],
        stale: { points: 17.7, percent: 4.9 },
      })),
    ),
  );
  return { models: ['black76', 'seed-decay'], rows };
}

test('each age of knowledge has a plot and a table of every bucket, the nearer model in bold', () => {
  const html = modelErrorSection(errors());
  expect(html.match(/<div class="horizon"><h4>5 min<\/h4>/g)).toHaveLength(2);
  expect(html.match(/<table class="misses">/g)).toHaveLength(8);
  expect(html).toContain('aria-label="BANKNIFTY 2025-09-30, just before: median miss in percent of');
  expect(html.match(/<td class="num better">1\.90/g)).toHaveLength(8 * BUCKETS.length);
  expect(html).not.toContain('<td class="num better">24,485');
  expect(html.match(/Farther expiries <span class="faint">1</g)).toHaveLength(1);
});

test('in a browser nothing of it scrolls sideways, on a desk or on a phone', async (context) => {
  const browser = await openBrowser().catch((error: unknown) => {
    if (error instanceof BrowserMissing) return context.skip(error.message);
    throw error;
  });
  onTestFinished(() => browser.close());
  const file = join(mkdtempSync(join(tmpdir(), 'preopen-page-')), 'models.html');
  writeFileSync(file, htmlDocument('models', [modelErrorSection(errors())]));
  for (const width of [1280, 390]) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    const wide = await page.evaluate(`
      for (const folded of document.querySelectorAll('details')) folded.open = true;
      [...document.querySelectorAll('html, div, article, section')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => element.tagName + ' ' + element.scrollWidth + ' of ' + element.clientWidth);
    `);
    expect([width, wide]).toEqual([width, []]);
    const besides = await page.evaluate(
      `new Set([...document.querySelectorAll('.horizon')].map((each) => each.getBoundingClientRect().left)).size`,
    );
    expect(besides).toBe(width > 600 ? 2 : 1);
  }
});
