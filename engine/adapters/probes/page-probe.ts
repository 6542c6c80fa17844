import type { Page } from 'playwright-core';
import { ProbeUnreachable } from '../../verify/check.ts';
import type { PageDeclaration, PageFacts, PageProbe } from '../../verify/declared/page-check.ts';
import { bodyExcerpt } from '../../verify/redact.ts';
import { BrowserMissing, openBrowser } from './browser.ts';

const LOAD_TIMEOUT_MS = 30_000;
const LOOK_EVERY_MS = 200;
const ERRORS_MAX = 20;

/** Looks at the page that a suite declares over `page`; times are counted on `nowMs`, in ms with fractions. */
export function createPageProbe(nowMs: () => number): PageProbe {
  return {
    async watch(declaration): Promise<PageFacts> {
      try {
        const browser = await openBrowser();
        try {
          return await watchPage(await browser.newPage(), declaration, nowMs);
        } finally {
          await browser.close();
        }
      } catch (error) {
        if (!(error instanceof BrowserMissing)) throw error;
        return { kind: 'absent', reason: error.message, remedy: error.remedy };
      }
    },
  };
}

async function watchPage(page: Page, declaration: PageDeclaration, nowMs: () => number): Promise<PageFacts> {
  const { rowsMin, movesMin, withinMs } = declaration;
  const errors: string[] = [];
  const hear = (text: string): void => {
    if (errors.length < ERRORS_MAX) errors.push(bodyExcerpt(text, 160));
  };
  page.on('console', (message) => {
    if (message.type() === 'error') hear(message.text());
  });
  page.on('pageerror', (error) => hear(error.message));
  const startedAtMs = nowMs();
  const status = await loadPage(page, declaration.url);
  if (status >= 400) return { kind: 'failed', reason: `the page answered HTTP ${status}` };
  const loadedAtMs = nowMs();
  const watched = new PriceCells();
  let movedAfterMs: number | undefined;
  for (;;) {
    watched.look(await readCells(page, declaration));
    const sinceLoadMs = nowMs() - loadedAtMs;
    if (watched.moved >= movesMin && watched.rows >= rowsMin) movedAfterMs = sinceLoadMs;
    if (movedAfterMs !== undefined || sinceLoadMs >= withinMs) break;
    await page.waitForTimeout(LOOK_EVERY_MS);
  }
  const { rows, numbers, moved } = watched;
  return { kind: 'seen', loadMs: loadedAtMs - startedAtMs, rows, numbers, moved, movedAfterMs, errors };
}

/** Loads a page and resolves with its status. Rejects with ProbeUnreachable when nothing answers. */
export async function loadPage(page: Page, url: string): Promise<number> {
  try {
    const response = await page.goto(url, { waitUntil: 'domcontentloaded', timeout: LOAD_TIMEOUT_MS });
    return response?.status() ?? 200;
  } catch (cause) {
    const reason = cause instanceof Error ? bodyExcerpt(cause.message) : 'unknown reason';
    throw new ProbeUnreachable(
      `page ${url}: expected an answer, was none (${reason}).`,
      `Start what serves the page, or correct the address: curl -i "${url}"`,
      { cause },
    );
  }
}

/** By row, the texts of its price cells. */
function readCells(page: Page, { rows, cells }: PageDeclaration): Promise<readonly (readonly string[])[]> {
  const script = `[...document.querySelectorAll(${JSON.stringify(rows)})].map((row) =>
    [...row.querySelectorAll(${JSON.stringify(cells)})].map((cell) => cell.textContent ?? ''))`;
  return page.evaluate<string[][]>(script);
}

/** The number that a page shows as `₹ 1,234.50`; undefined for any other text. */
export function shownNumber(text: string): number | undefined {
  const plain = text.replaceAll(/[₹,\s]/g, '');
  return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}

/** The first number of every cell, and which of them have shown another since. */
export class PriceCells {
  rows = 0;
  readonly #first = new Map<string, number>();
  readonly #moved = new Set<string>();

  get numbers(): number {
    return this.#first.size;
  }

  get moved(): number {
    return this.#moved.size;
  }

  look(rows: readonly (readonly string[])[]): void {
    this.rows = rows.length;
    rows.forEach((cells, row) =>
      cells.forEach((text, column) => {
        const number = shownNumber(text);
        if (number === undefined) return;
        const cell = `${row} ${column}`;
        const first = this.#first.get(cell);
        if (first === undefined) this.#first.set(cell, number);
        else if (first !== number) this.#moved.add(cell);
      }),
    );
  }
}
