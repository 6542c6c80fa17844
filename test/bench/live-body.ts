/** The body of `options/live` for a chain of 200 strikes, after 10 of them changed. */
import { isDeepStrictEqual } from 'node:util';
import type { BackendContext } from '#engine/api/backend-context.ts';
import { cacheStats } from '#engine/api/cache-stats.ts';
import { createLiveBody } from '#engine/api/live-body.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { LEG_SOURCES } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { createFakeEngine, niftyChain, NOW_MS, setPrice } from '#test/engine/api/fake-engine.ts';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';

const STRIKES = 200;
const CHANGED = 10;
const SPOT = 23_150.5;
const TICK = 0.05;
const ROUNDS = 9;
const BODIES_PER_ROUND = 300;

/** The reference backend's body writer. Both sides end in the bytes that go to the socket. */
export const liveBody: Comparison = {
  what: `options/live body, ${STRIKES} strikes, ${CHANGED} of them changed`,
  unit: 'us',
  peer: 'JSON.stringify of a kept object, only its changed strikes updated, and Buffer.from; same body parsed',
  measure: measureWriters,
};

function measureWriters(): Promise<BenchRow> {
  const context = benchContext();
  const chain = context.engine.cache.get('NIFTY', '2026-02-11')!;
  const bodyOf = createLiveBody(context);
  const plain = plainWriter(context, chain);
  return pairedRow({
    better: 'lower',
    rounds: ROUNDS,
    measure: () => {
      const candidate = bodyMicroseconds(chain, () => bodyOf(chain));
      const baseline = bodyMicroseconds(chain, (strikes) => plain(strikes));
      assertSameBody(bodyOf(chain), plain(strikeRange(0, STRIKES)));
      return { candidate, baseline };
    },
  });
}

function benchContext(): BackendContext {
  const engine = createFakeEngine();
  engine.cache.put(niftyChain(strikeRange(0, STRIKES).map((index) => 18_000 + index * 50)));
  setPrice(engine.prices, 'NIFTY', SPOT);
  return { engine, clock: new VirtualClock(NOW_MS), body: 'envelope', hasOriginalFaults: false };
}

/** Mean time of one body, each after another ten strikes moved; the moving itself is not timed. */
function bodyMicroseconds(chain: ExpiryChain, write: (changed: readonly number[]) => Uint8Array): number {
  let spentMs = 0;
  for (let count = 0; count < BODIES_PER_ROUND; count += 1) {
    const changed = strikeRange((count * CHANGED) % STRIKES, CHANGED);
    for (const strike of changed) moveStrike(chain, strike, count);
    const startedAt = performance.now();
    write(changed);
    spentMs += performance.now() - startedAt;
  }
  return (spentMs * 1000) / BODIES_PER_ROUND;
}

function moveStrike(chain: ExpiryChain, strike: number, count: number): void {
  for (const leg of [strike * 2, strike * 2 + 1]) {
    const ltp = (2000 + strike * 7 + (count % 97)) * TICK;
    chain.ltp[leg] = ltp;
    chain.bid[leg] = ltp - TICK;
    chain.ask[leg] = ltp + TICK;
    chain.volume[leg]! += 65;
    chain.source[leg] = LEG_SOURCES.indexOf('repriced');
  }
  chain.version += 1;
}

/** What a straightforward programmer would write who already knows which strikes changed. */
function plainWriter(
  { engine, clock }: BackendContext,
  chain: ExpiryChain,
): (changed: readonly number[]) => Uint8Array {
  const strikes: Record<string, object> = {};
  const update = (index: number): void => {
    strikes[`${chain.strikes[index]}.0`] = {
      CE: plainLeg(chain, index * 2),
      PE: plainLeg(chain, index * 2 + 1),
    };
  };
  strikeRange(0, STRIKES).forEach(update);
  return (changed) => {
    changed.forEach(update);
    const body = {
      status: 'success',
      data: {
        underlying: chain.underlying,
        expiry: chain.expiry,
        lot_size: chain.lotSize,
        strike_interval: chain.strikeInterval,
        atm_strike: Math.round(SPOT / chain.strikeInterval) * chain.strikeInterval,
        underlying_ltp: SPOT,
        strikes,
        last_updated: istIso(chain.updatedAtMs),
      },
      source: 'central_cache',
      timestamp: istIso(clock.nowMs()),
      cache_stats: cacheStats(engine),
    };
    return Buffer.from(JSON.stringify(body));
  };
}

function plainLeg(chain: ExpiryChain, leg: number): object {
  const { impliedVolatility, delta, gamma, theta, vega } = dhanGreeks({
    ltp: chain.ltp[leg]!,
    spot: SPOT,
    strike: chain.strikes[leg >> 1]!,
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
    expiry: chain.expiry,
    nowMs: chain.updatedAtMs,
    clock: 'dhan',
  });
  return {
    token: chain.securityIds[leg],
    ltp: rounded(chain.ltp[leg]!, 2),
    bid: rounded(chain.bid[leg]!, 2),
    ask: rounded(chain.ask[leg]!, 2),
    oi: chain.oi[leg],
    volume: chain.volume[leg],
    iv: rounded(impliedVolatility, 4),
    greeks: { delta, gamma, theta, vega },
    source: LEG_SOURCES[chain.source[leg]!],
  };
}

function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

function strikeRange(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

function assertSameBody(candidate: Uint8Array, baseline: Uint8Array): void {
  const [left, right] = [candidate, baseline].map((bytes) => new TextDecoder().decode(bytes)) as [
    string,
    string,
  ];
  if (!isDeepStrictEqual(JSON.parse(left), JSON.parse(right)))
    throw new Error(`live body bench: expected ${right.slice(0, 400)} ..., was ${left.slice(0, 400)} ...`);
}
