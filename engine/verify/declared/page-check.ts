import type { Judgement, Measurement } from '../check.ts';
import { failed, listed, passed } from '../judgement.ts';

/** `page` of a suite: a page whose option table must show prices that move. */
export interface PageDeclaration {
  readonly kind: 'page';
  readonly url: string;
  /** CSS selector of the table's rows, and in each row of the cells with prices. */
  readonly rows: string;
  readonly cells: string;
  readonly rowsMin: number;
  /** How many cells must change their number. */
  readonly movesMin: number;
  /** How soon after the page was loaded. */
  readonly withinMs: number;
  /** Regular expressions of console errors that are known and meant. */
  readonly ignoredErrors: readonly string[];
}

/** What a browser saw. `absent`: there is no browser to look with. `failed`: the page itself did not come. */
export type PageFacts =
  | { readonly kind: 'absent'; readonly reason: string; readonly remedy: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'seen';
      readonly loadMs: number;
      /** At the last look. */
      readonly rows: number;
      /** Cells that hold a number. */
      readonly numbers: number;
      /** Cells whose number changed. */
      readonly moved: number;
      /** Until enough of them had; undefined when they did not in time. */
      readonly movedAfterMs: number | undefined;
      /** Errors on the console and exceptions that nobody caught, first ones only, on one line each. */
      readonly errors: readonly string[];
    };

/** Opens the page and watches it. Rejects with ProbeUnreachable when nothing answers at its address. */
export interface PageProbe {
  readonly watch: (declaration: PageDeclaration) => Promise<PageFacts>;
}

/** Looks at the page once; without a browser nothing is judged, which is no pass. */
export async function judgePage(declaration: PageDeclaration, probe: PageProbe): Promise<Judgement> {
  const { url, rowsMin, movesMin, withinMs } = declaration;
  const expected = `at least ${rowsMin} rows, ${movesMin} prices that move within ${withinMs / 1000} s, no console errors`;
  const facts = await probe.watch(declaration);
  if (facts.kind === 'absent')
    return { status: 'skip', expected, observed: facts.reason, remedy: facts.remedy };
  const look = `Open ${url} and look at the table and at the console`;
  if (facts.kind === 'failed') return failed(expected, facts.reason, look);
  const faults = pageFaults(declaration, facts);
  const judgement =
    faults.length === 0
      ? passed(expected, `${facts.rows} rows, ${facts.moved} of ${facts.numbers} prices moved`)
      : failed(expected, listed(faults), look);
  return { ...judgement, measurements: measurementsOf(declaration, facts) };
}

type SeenPage = Extract<PageFacts, { readonly kind: 'seen' }>;

function pageFaults(
  { rows: rowSelector, rowsMin, movesMin, withinMs, ignoredErrors, cells }: PageDeclaration,
  { rows, numbers, moved, errors }: SeenPage,
): string[] {
  const meant = ignoredErrors.map((text) => new RegExp(text, 'u'));
  const unknown = errors.filter((error) => !meant.some((pattern) => pattern.test(error)));
  return [
    ...(rows < rowsMin ? [`${rows} rows at ${rowSelector}`] : []),
    ...(rows >= rowsMin && numbers === 0 ? [`no number in any ${cells}`] : []),
    ...(numbers > 0 && moved < movesMin
      ? [`${moved} of ${numbers} prices moved in ${withinMs / 1000} s`]
      : []),
    ...(unknown.length > 0 ? [`${unknown.length} console errors, the first: ${unknown[0]}`] : []),
  ];
}

function measurementsOf({ withinMs, rowsMin }: PageDeclaration, facts: SeenPage): Measurement[] {
  const { loadMs, rows, moved, movedAfterMs } = facts;
  return [
    { name: 'load', value: loadMs, unit: 'ms' },
    { name: 'rows', value: rows, unit: 'count', limit: { kind: 'min', value: rowsMin } },
    { name: 'moved prices', value: moved, unit: 'count' },
    ...(movedAfterMs === undefined
      ? []
      : [
          {
            name: 'movement',
            value: movedAfterMs,
            unit: 'ms' as const,
            limit: { kind: 'max' as const, value: withinMs },
          },
        ]),
  ];
}
