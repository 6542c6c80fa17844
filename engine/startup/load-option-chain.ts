import type { ChainBuilding, ExpiryLadder } from '../cache/cached-chain.ts';
import type { ChainBook } from '../cache/chain-book.ts';
import { closingLadders } from '../cache/closing-prices.ts';
import { fetchLadders, fillCache } from '../cache/populate.ts';
import { RequestPacer } from '../cache/request-pacing.ts';
import type { EngineOptions } from '../engine-options.ts';
import { causeChain, UpstreamError } from '../errors.ts';
import { istDate } from '../market/ist-time.ts';
import type { Credentials } from '../ports.ts';
import { StartupRefusal } from './startup-refusal.ts';

/** Where the cached prices came from. */
export type LoadedSource = 'live' | { readonly closingOf: string };

/** Fills the cache from the exchange. Errors: UpstreamError, as the exchange said no. */
export async function loadLiveChains(
  options: EngineOptions,
  book: ChainBook,
  building: ChainBuilding,
  credentials: Credentials,
): Promise<void> {
  const ladders = await fetchLadders({
    rest: options.rest,
    credentials,
    underlyings: options.underlyings,
    rules: options.cacheRules,
    pacer: new RequestPacer(options.clock),
    clock: options.clock,
  });
  fillCache(book, options.underlyings, ladders, building);
}

/** Fills the cache from the last saved session; `cause` is why the exchange was not used. Refuses when nothing was saved. */
export async function loadClosingChains(
  options: EngineOptions,
  book: ChainBook,
  building: ChainBuilding,
  cause: readonly string[],
): Promise<LoadedSource> {
  options.log.line('warn', 'Attempting fallback with closing prices...');
  const nowMs = options.clock.nowMs();
  const ladders = await savedLadders(options, nowMs, cause);
  if (ladders.length === 0)
    throw new StartupRefusal(
      'option-chain',
      [
        'Cache still empty!',
        ...cause,
        `Fallback: expected closing prices saved before ${istDate(nowMs)}, was none`,
      ],
      'Mend the first cause and start again; closing prices are saved at the end of each day the backend has run.',
    );
  fillCache(book, options.underlyings, ladders, building);
  warnOfMissing(options, ladders);
  return { closingOf: istDate(ladders[0]!.takenAtMs) };
}

/** Design decision 5: only an exchange that could not be reached, failed, or answered emptily may be replaced by closing prices. */
export function mayFallBack(error: unknown): boolean {
  return error instanceof UpstreamError && (error.failure === 'transport' || error.failure === 'server');
}

function warnOfMissing(options: EngineOptions, ladders: readonly ExpiryLadder[]): void {
  const present = new Set(ladders.map((ladder) => ladder.underlying.symbol));
  const missing = options.underlyings.map(({ symbol }) => symbol).filter((symbol) => !present.has(symbol));
  if (missing.length > 0)
    options.log.line('warn', `[STARTUP] ⚠ No closing prices saved for ${missing.join(', ')}`);
}

async function savedLadders(
  options: EngineOptions,
  nowMs: number,
  cause: readonly string[],
): Promise<readonly ExpiryLadder[]> {
  try {
    return await closingLadders(options.closingPrices, options.underlyings, options.cacheRules, nowMs);
  } catch (error) {
    throw new StartupRefusal(
      'option-chain',
      ['Cache still empty!', ...cause, ...causeChain(error).map((message) => `Fallback: ${message}`)],
      'Mend or move the closing-price database away, then start again.',
    );
  }
}
