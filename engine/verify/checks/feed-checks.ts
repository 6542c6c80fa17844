import type { Check, Judgement, Measurement } from '../check.ts';
import { failed, listed, notJudged, passed } from '../judgement.ts';
import type { ExchangeTarget } from '../targets.ts';

/** The live feed lets us in. REST answers by now, so a feed that does not is a finding, not an unreachable target. */
export const feedConnects: Check<ExchangeTarget> = {
  id: 'feed.connects',
  title: 'The live feed accepts the connection',
  asserts: 'A WebSocket to the live feed is accepted and subscribed.',
  group: 'feed',
  tags: ['feed', 'sockets'],
  dependsOn: ['token.data-plan'],
  run: async (target) => {
    const expected = `a WebSocket to ${target.feedUrl}`;
    const answer = await target.connectFeed();
    if (answer.kind === 'ok') return passed(expected, 'connected and subscribed');
    return failed(
      expected,
      `refused: ${answer.reason}`,
      'Close other feeds of this client id (five are allowed), renew the token on web.dhan.co, and let a proxy pass WebSockets.',
    );
  },
};

/** Every subscribed underlying ticks: connected but mute is the commonest failure of all. */
export const feedFirstTick: Check<ExchangeTarget> = {
  id: 'feed.first-tick',
  title: 'Every subscribed underlying ticks',
  asserts:
    'Every underlying sends a price within the timeout after its subscription; silence of a closed market is not judged.',
  group: 'feed',
  tags: ['feed', 'sockets'],
  dependsOn: ['feed.connects'],
  run: judgeFirstTicks,
};

/** Prices change while the market is open. */
export const feedMoves: Check<ExchangeTarget> = {
  id: 'feed.moves',
  title: 'Prices on the feed move',
  asserts: 'Every underlying changes its price within the timeout while the market is open.',
  group: 'feed',
  tags: ['feed', 'sockets'],
  dependsOn: ['feed.first-tick'],
  run: judgeMovement,
};

async function judgeFirstTicks(target: ExchangeTarget): Promise<Judgement> {
  const facts = await target.firstTicks();
  const expected = `a tick of each of ${target.underlyings.length} underlyings within ${facts.deadlineMs / 1000} s`;
  const latest = Math.max(0, ...facts.seen.map((tick) => tick.afterMs));
  const measurements = facts.seen.map(({ symbol, afterMs }): Measurement => ({
    name: `first tick ${symbol}`,
    value: afterMs,
    unit: 'ms',
    limit: { kind: 'max', value: facts.deadlineMs },
  }));
  if (facts.silent.length === 0 && facts.seen.length > 0)
    return {
      ...passed(expected, `${facts.seen.length} underlyings ticked, the last after ${Math.round(latest)} ms`),
      measurements,
    };
  const ended = facts.ended === undefined ? '' : `; the feed ended: ${facts.ended}`;
  const { silent, closed } = await silentByMarket(target, facts.silent);
  if (silent.length === 0 && ended === '' && facts.silent.length > 0)
    return notJudged(expected, `no tick of ${listed(facts.silent)}, because ${closed}`);
  return {
    ...failed(
      expected,
      `no tick of ${listed(facts.silent) || 'none'}${ended}`,
      'Subscribe with the IDX_I security id as text (NIFTY "13", RequestCode 15) and subscribe again after every reconnect.',
    ),
    measurements,
  };
}

/** Which of the silent underlyings had an open market, and why the others had not. */
async function silentByMarket(
  target: ExchangeTarget,
  symbols: readonly string[],
): Promise<{ readonly silent: readonly string[]; readonly closed: string }> {
  const silent: string[] = [];
  let closed = '';
  for (const symbol of symbols) {
    const moment = await target.market(exchangeOf(target, symbol));
    if (moment.isOpen) silent.push(symbol);
    else closed = moment.description;
  }
  return { silent, closed };
}

function exchangeOf(target: ExchangeTarget, symbol: string): 'NSE' | 'BSE' {
  return target.underlyings.find((underlying) => underlying.symbol === symbol)?.exchange ?? 'NSE';
}

async function judgeMovement(target: ExchangeTarget): Promise<Judgement> {
  const expected = 'a price change of every subscribed underlying while the market is open';
  const before = await target.market(target.underlyings[0]?.exchange ?? 'NSE');
  if (!before.isOpen) return notJudged(expected, `not judged: ${before.description}`);
  const facts = await target.feedMovement();
  const after = await target.market(target.underlyings[0]?.exchange ?? 'NSE');
  if (!after.isOpen)
    return notJudged(expected, `the session ended while it was watched: ${after.description}`);
  const ended = facts.ended === undefined ? '' : `; the feed ended: ${facts.ended}`;
  if (facts.still.length === 0 && facts.moved.length > 0)
    return passed(
      expected,
      `${facts.moved.length} underlyings moved within ${Math.round(facts.watchedMs)} ms`,
    );
  return failed(
    expected,
    `no change in ${Math.round(facts.watchedMs / 1000)} s: ${listed(facts.still)}${ended}`,
    'Reconnect and subscribe again; if it stays still while the market trades, the feed is stale: report it to Dhan with the time.',
  );
}
