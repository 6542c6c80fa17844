/** The exchange's market generator on the recorded day: events written to the quote board per second, nobody listening. */
import { black76Price } from '#engine/pricing/black76.ts';
import type { RecordedSession } from '#engine/replay/recording.ts';
import { createQuoteStrip, requote, PHASES_PER_SECOND } from '#mock-dhan/world/market/quote-strip.ts';
import type { QuoteStrip } from '#mock-dhan/world/market/quote-strip.ts';
import { RecordedFitter } from '#mock-dhan/world/market/recorded-fit.ts';
import { STEP_MS } from '#mock-dhan/world/market/session-steps.ts';
import { spanStrip } from '#mock-dhan/world/market/strip-span.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import { readRecordedDay, recordedScenario } from '#test/support/market-scenarios.ts';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';
import { median } from './median.ts';

const ROUNDS = 5;
/** Gaps of the NIFTY weekly that both ways of quoting walk through. */
const GAPS = 60;

export const marketDay: Comparison = {
  what: 'market: recorded day of 2025-08-29 generated, nobody listening',
  unit: 'events/s',
  peer: 'the same day raw, recorded rows copied to the board',
  measure: measureDay,
};

/** Both must quote as often, within 2 %. */
export const marketQuoting: Comparison = {
  what: `market: legs asked along the bridge, NIFTY weekly, ${GAPS} gaps`,
  unit: 'legs/s',
  peer: 'one Black-76 call per leg and second; as many quotes within 2 %',
  measure: measureQuoting,
};

function measureDay(): Promise<BenchRow> {
  const session = readRecordedDay();
  const seconds: number[] = [];
  return pairedRow({
    better: 'higher',
    rounds: ROUNDS,
    measure: () => {
      const bridged = playDay(session, false);
      const raw = playDay(session, true);
      seconds.push(bridged.seconds);
      return { candidate: bridged.events / bridged.seconds, baseline: raw.events / raw.seconds };
    },
    note: () => `${median(seconds).toFixed(2)} s a day`,
  });
}

function playDay(
  session: RecordedSession,
  isRaw: boolean,
): { readonly events: number; readonly seconds: number } {
  const world = createWorld({ scenario: recordedScenario(), session, seed: 1, isRaw });
  const startedMs = performance.now();
  world.sync(Number.POSITIVE_INFINITY);
  const seconds = (performance.now() - startedMs) / 1000;
  return { events: world.board.recordedEvents + world.board.syntheticEvents, seconds };
}

function measureQuoting(): Promise<BenchRow> {
  const session = readRecordedDay();
  return pairedRow({
    better: 'higher',
    rounds: ROUNDS,
    measure: () => {
      const strip = quoteGaps(session, requote);
      const plain = quoteGaps(session, requotePlainly);
      if (Math.abs(strip.quotes / plain.quotes - 1) > 0.02)
        throw new Error(`quotes differ: ${strip.quotes} by estimate, ${plain.quotes} by pricing every leg`);
      return { candidate: strip.looks / strip.seconds, baseline: plain.looks / plain.seconds };
    },
  });
}

type Requote = typeof requote;

function quoteGaps(
  session: RecordedSession,
  ask: Requote,
): { readonly quotes: number; readonly looks: number; readonly seconds: number } {
  const { expiries, snapshots } = session.underlyings[0]!;
  const fitter = new RecordedFitter(expiries[0]!);
  const fits = snapshots
    .slice(0, GAPS + 1)
    .map(({ chains, spot, atMs }) => fitter.fit(chains[0]!, spot, atMs));
  const strip = createQuoteStrip(expiries[0]!.strikes, 0);
  strip.interval.fill(PHASES_PER_SECOND);
  let quotes = 0;
  let looks = 0;
  let seconds = 0;
  for (let gap = 0; gap < GAPS; gap += 1) {
    const from = fits[gap]!;
    const to = fits[gap + 1]!;
    const steps = (snapshots[gap + 1]!.atMs - snapshots[gap]!.atMs) / STEP_MS;
    spanStrip(strip, { from, to, steps, tickSize: 0.05 });
    const startedMs = performance.now();
    for (let step = PHASES_PER_SECOND; step < steps; step += 1) {
      strip.step = step;
      strip.forward = from.forward + ((to.forward - from.forward) * step) / steps;
      strip.yearsToExpiry = from.years - strip.yearsPerStep * step;
      ask(strip, step % PHASES_PER_SECOND, () => {
        quotes += 1;
      });
    }
    seconds += (performance.now() - startedMs) / 1000;
    looks += ((steps - PHASES_PER_SECOND) * strip.threshold.length) / PHASES_PER_SECOND;
  }
  return { quotes, looks, seconds };
}

/** What a straightforward programmer would write: price each leg, compare with its last quote. */
function requotePlainly(strip: QuoteStrip, phase: number, visit: Parameters<Requote>[2]): void {
  for (let pair = phase; pair < strip.strikes.length; pair += PHASES_PER_SECOND) {
    if (strip.step < strip.dueStep[pair]!) continue;
    for (const optionType of ['CE', 'PE'] as const) {
      const leg = pair * 2 + (optionType === 'CE' ? 0 : 1);
      const price = black76Price({
        forward: strip.forward,
        strike: strip.strikes[pair]!,
        yearsToExpiry: strip.yearsToExpiry,
        volatility: strip.volatility[pair]! + strip.volatilityPerStep[pair]! * strip.step,
        discount: strip.discount,
        optionType,
      });
      const mid = price + strip.residual[leg]! + strip.residualPerStep[leg]! * strip.step;
      if (Math.abs(mid - strip.quotedMid[leg]!) < strip.threshold[leg]!) continue;
      strip.quotedMid[leg] = mid;
      visit(leg, mid);
    }
  }
}
