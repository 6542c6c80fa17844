/** Judgements of what came over the feed and what the engine made of it. */
import type { Engine } from '../engine.ts';
import { istToEpochMs } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import type { Scenario } from '../scenario.ts';
import {
  chainCoverage,
  isPricedNearTheMoney,
  PRICED_NEAR_THE_MONEY,
  spokenCoverage,
} from '../verify/chain-coverage.ts';
import type { CoveredChain, CoveredLeg } from '../verify/chain-coverage.ts';
import type { ReplayCheck, ReplayFacts } from './replay-facts.ts';

/** An underlying that has not ticked this long into the session, or is silent this long inside it, has a dead feed. */
const FIRST_TICK_MS_MAX = 30_000;
const SILENCE_MS_MAX = 120_000;

/** Feed, repricing, coverage and invariants of a run whose start was not refused. */
export function judgeMarket(facts: ReplayFacts): ReplayCheck[] {
  return [
    feedConnected(facts),
    firstTicks(facts),
    feedAlive(facts),
    legsFollow(facts),
    legsPriced(facts),
    packetsUnderstood(facts),
    ...invariants(facts),
  ];
}

function feedConnected({ engine, run }: ReplayFacts): ReplayCheck {
  const { feedConnects, feedDisconnects } = engine.counters;
  const isConnected = feedConnects > 0;
  const step = run.startup.steps.find(({ id }) => id === 'feed');
  return {
    id: 'feed.connected',
    status: isConnected ? 'pass' : 'fail',
    expected: 'the live feed accepts the connection',
    observed: isConnected
      ? `${feedConnects} connections, ${feedDisconnects} lost`
      : `never connected: ${step?.detail ?? 'no feed step ran'}`,
    remedy: isConnected
      ? ''
      : 'Check token, data plan and the number of open sockets (at most five per client id).',
  };
}

function firstTicks({ scenario, watch, session }: ReplayFacts): ReplayCheck {
  const openMs = Math.max(session?.openMs ?? 0, istToEpochMs(scenario.clock.date, scenario.clock.startAt));
  const late = scenario.world.underlyings.filter(({ symbol }) => {
    const facts = watch.underlyings.get(symbol);
    return !facts || facts.firstTickAtMs > openMs + toleranceMs(scenario, FIRST_TICK_MS_MAX);
  });
  return {
    id: 'feed.first-tick',
    status: late.length === 0 ? 'pass' : 'fail',
    expected: `every underlying ticks within ${toleranceMs(scenario, FIRST_TICK_MS_MAX) / 1000} s of the open`,
    observed: late.length === 0 ? `${watch.underlyings.size} underlyings did` : `silent: ${symbolsOf(late)}`,
    remedy: late.length === 0 ? '' : 'Subscribe after the connection stands, and again after each reconnect.',
  };
}

function feedAlive({ scenario, watch, session }: ReplayFacts): ReplayCheck {
  const closeMs = Math.min(session?.closeMs ?? 0, istToEpochMs(scenario.clock.date, scenario.clock.endAt));
  const limitMs = toleranceMs(scenario, SILENCE_MS_MAX);
  const silent = scenario.world.underlyings.flatMap(({ symbol }) => {
    const facts = watch.underlyings.get(symbol);
    if (!facts) return [`${symbol} never ticked`];
    const heardMs = Math.max(facts.lastTickAtMs, session?.openMs ?? 0);
    const silenceMs = Math.max(facts.longestSilenceMs, closeMs - heardMs);
    return silenceMs > limitMs ? [`${symbol} silent for ${Math.round(silenceMs / 1000)} s`] : [];
  });
  return {
    id: 'feed.alive',
    status: silent.length === 0 ? 'pass' : 'fail',
    expected: `no underlying silent for more than ${limitMs / 1000} s while the market is open`,
    observed: silent.length === 0 ? 'none was' : silent.join(', '),
    remedy: silent.length === 0 ? '' : 'A connected socket is no proof of data: reconnect when prices stop.',
  };
}

/** Scripts speak seldom, and recordings have gaps of up to twenty minutes; only generated markets are dense. */
function toleranceMs(scenario: Scenario, denseMs: number): number {
  switch (scenario.world.prices.kind) {
    case 'synthetic':
      return denseMs;
    case 'recording':
      return 1_200_000;
    case 'scripted':
      return 86_400_000;
  }
}

function legsFollow({ watch }: ReplayFacts): ReplayCheck {
  const still = [...watch.underlyings.values()].filter(
    ({ moves, movesFollowedByLegs }) => movesFollowedByLegs < moves || moves === 0,
  );
  const moves = [...watch.underlyings.values()].reduce((sum, facts) => sum + facts.moves, 0);
  const passes = still.length === 0 && moves > 0;
  return {
    id: 'legs.follow',
    status: passes ? 'pass' : 'fail',
    expected: 'option legs are repriced at every move of their underlying',
    observed: passes
      ? `${moves} moves, each followed`
      : still
          .map((facts) => `${facts.symbol}: ${facts.movesFollowedByLegs} of ${facts.moves} moves`)
          .join(', ') || 'no underlying moved',
    remedy: passes ? '' : 'Hand every underlying tick to the option cache, not only to the price table.',
  };
}

function legsPriced({ engine, scenario }: ReplayFacts): ReplayCheck {
  const poor = [...engine.cache.all()]
    .map((chain) => ({ chain, coverage: chainCoverage(coveredChain(chain, engine)) }))
    .filter(({ coverage }) => !isPricedNearTheMoney(coverage));
  const isEmpty = engine.statistics().expiries === 0;
  const isNearest = ({ underlying, expiry }: ExpiryChain): boolean =>
    engine.cache.expiries(underlying)[0] === expiry;
  // A recording may hold a far expiry that hardly anybody quoted that day: worth a word, not a failure.
  const isMild = scenario.world.prices.kind === 'recording' && !poor.some(({ chain }) => isNearest(chain));
  const status = isEmpty ? 'fail' : poor.length === 0 ? 'pass' : isMild ? 'warn' : 'fail';
  return {
    id: 'chain.priced',
    status,
    expected: PRICED_NEAR_THE_MONEY,
    observed:
      poor.length === 0
        ? `${engine.statistics().expiries} chains are`
        : poor
            .map(({ chain, coverage }) => `${chain.underlying} ${chain.expiry}: ${spokenCoverage(coverage)}`)
            .join(', '),
    remedy: status === 'fail' ? 'Compare with the exchange: preopen verify --exchange URL.' : '',
  };
}

function coveredChain(chain: ExpiryChain, engine: Engine): CoveredChain {
  const leg = (index: number): CoveredLeg => ({
    ltp: chain.ltp[index]!,
    bid: chain.bid[index]!,
    ask: chain.ask[index]!,
  });
  return {
    spot: engine.prices.entry(chain.underlying).ltp,
    strikes: Array.from(chain.strikes, (strike, index) => ({
      strike,
      ce: leg(index * 2),
      pe: leg(index * 2 + 1),
    })),
  };
}

function packetsUnderstood({ engine }: ReplayFacts): ReplayCheck {
  const { packets, packetsRejected } = engine.counters;
  return {
    id: 'feed.packets',
    status: packetsRejected === 0 ? 'pass' : 'fail',
    expected: 'every packet decodes and belongs to a subscribed instrument',
    observed: `${packetsRejected} of ${packets} packets rejected`,
    remedy: packetsRejected === 0 ? '' : 'Look for the first [WARN] line about a packet in the log.',
  };
}

function invariants({ watch }: ReplayFacts): ReplayCheck[] {
  return (['time-order', 'crossed-quote', 'price-below-tick'] as const).map((invariant) => {
    const breach = watch.breaches.find((candidate) => candidate.invariant === invariant);
    return {
      id: `invariant.${invariant}`,
      status: breach ? 'fail' : 'pass',
      expected: INVARIANTS[invariant],
      observed: breach ? breach.where : 'held throughout',
      remedy: breach ? 'This is a fault of the engine or of the recording; keep the seed and report it.' : '',
    };
  });
}

const INVARIANTS = {
  'time-order': 'published events never go back in time',
  'crossed-quote': 'no published bid is above its ask',
  'price-below-tick': 'no published price is below the tick size',
} as const;

function symbolsOf(underlyings: readonly { readonly symbol: string }[]): string {
  return underlyings.map(({ symbol }) => symbol).join(', ');
}
