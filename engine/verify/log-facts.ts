/** What a backend's log says, judged on words: a console that mangles the emoji or the bullets must not change the verdict. */
import { bodyExcerpt } from './redact.ts';

/** What the last start in a log says, and what came after it. */
export interface LogFacts {
  readonly lineCount: number;
  readonly isPopulated: boolean;
  readonly isVerified: boolean;
  /** The four bullets; undefined where the line is absent. */
  readonly counters: Readonly<Record<'underlyings' | 'expiries' | 'strikes' | 'tokens', number | undefined>>;
  /** By underlying, in order of first appearance, since the last start. */
  readonly updates: readonly UpdateLines[];
  /** Cache warnings since the last start, safe to show. */
  readonly warnings: readonly string[];
  /** FATAL lines since the last verified start, safe to show. */
  readonly fatal: readonly string[];
  readonly fatalBeforeStart: number;
}

/** The repricing lines of one underlying. */
export interface UpdateLines {
  readonly symbol: string;
  readonly lines: number;
  /** Options updated by the latest of them. */
  readonly latest: number;
}

const POPULATED = /option chain cache populated with live data/i;
const VERIFIED = /cache verified and ready/i;
const UPDATED = /\bUpdated ([A-Z0-9&_-]+): LTP=[\d.,]+, (\d+) options updated/;
const CACHE_WARNING = /\bWARN(?:ING)?\b.*\bcache\b|cache still empty/i;
const FATAL = /\bFATAL\b/;
/** The block is six lines; a few lines of other threads may stand between them. */
const BLOCK_LINES_MAX = 20;

/**
 * Reads the last start of a log. The block's two head lines come in either order (S0 prints "verified" first, S1 and S2 last), so
 * the block is whatever stands within 20 lines around the last of them. Source: seed-requirements A3.
 */
export function readLog(lines: readonly string[]): LogFacts {
  const anchor = Math.max(lines.findLastIndex(isBlockHead), 0);
  const block = lines.slice(Math.max(0, anchor - BLOCK_LINES_MAX), anchor + BLOCK_LINES_MAX);
  const isVerified = block.some((line) => VERIFIED.test(line));
  const since = lines.slice(anchor);
  const fatal = (isVerified ? since : lines).filter((line) => FATAL.test(line));
  return {
    lineCount: lines.length,
    isPopulated: block.some((line) => POPULATED.test(line)),
    isVerified,
    counters: {
      underlyings: counter(block, 'Underlyings'),
      expiries: counter(block, 'Expiries'),
      strikes: counter(block, 'Strikes'),
      tokens: counter(block, 'Tokens'),
    },
    updates: updatesOf(since),
    warnings: since.filter((line) => CACHE_WARNING.test(line)).map((line) => bodyExcerpt(line, 160)),
    fatal: fatal.map((line) => bodyExcerpt(line, 160)),
    fatalBeforeStart: lines.filter((line) => FATAL.test(line)).length - fatal.length,
  };
}

function isBlockHead(line: string): boolean {
  return POPULATED.test(line) || VERIFIED.test(line);
}

/** The last `[STARTUP]    • Expiries: 12` of the block, whatever became of the bullet. */
function counter(block: readonly string[], name: string): number | undefined {
  const pattern = new RegExp(`\\[STARTUP\\].*\\b${name}:\\s*([\\d,]+)`, 'i');
  const line = block.findLast((text) => pattern.test(text));
  const digits = line === undefined ? undefined : pattern.exec(line)?.[1];
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}

function updatesOf(lines: readonly string[]): UpdateLines[] {
  const bySymbol = new Map<string, UpdateLines>();
  for (const line of lines) {
    const [, symbol, count] = UPDATED.exec(line) ?? [];
    if (symbol === undefined) continue;
    bySymbol.set(symbol, { symbol, lines: (bySymbol.get(symbol)?.lines ?? 0) + 1, latest: Number(count) });
  }
  return [...bySymbol.values()];
}
