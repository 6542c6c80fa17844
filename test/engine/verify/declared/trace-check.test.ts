import { expect, test } from 'vitest';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeTrace } from '#engine/verify/declared/trace-check.ts';
import type { HopFacts, Sighting, TraceFacts, Traced } from '#engine/verify/declared/trace-check.ts';
import { marketMoment } from '#engine/verify/market-moment.ts';
import { traceDeclaration } from '#scenarios/suites/trace-schema.ts';

const URL = 'http://127.0.0.1:1/prices';

type Prices = readonly (readonly [atMs: number, price: number])[];

function hop(name: string, prices: Partial<Record<Traced, Prices>>, fault?: string): HopFacts {
  const sightings = Object.entries(prices).map(([subject, list]) => [
    subject as Traced,
    list.map(([atMs, price]): Sighting => ({
      atMs,
      price,
      exchangeAgeMs: name === 'feed' ? 400 : undefined,
    })),
  ]);
  const source = { kind: 'http', url: URL, headers: {} } as const;
  return { name, source, watchedFromMs: 0, sightings: new Map(sightings as [Traced, Sighting[]][]), fault };
}

/** Asks the facts as they stood at each moment, as a probe would, until they are enough. */
async function judged(hops: readonly HopFacts[], given: Partial<TraceFacts> = {}): Promise<Judgement> {
  const declaration = traceDeclaration.parse({
    underlying: 'NIFTY',
    within: '1s',
    hops: hops.map(({ name }) => ({ name, http: URL, underlying: '$.a' })),
  });
  const at = (nowMs: number): TraceFacts => ({
    nowMs,
    leg: undefined,
    market: undefined,
    ...given,
    hops: hops.map((each) => ({
      ...each,
      sightings: new Map(
        [...each.sightings].map(([subject, list]) => [subject, list.filter(({ atMs }) => atMs <= nowMs)]),
      ),
    })),
  });
  return judgeTrace(declaration, {
    watch: async (_declaration, isEnough) => {
      for (let nowMs = 0; nowMs < 60_000; nowMs += 50) if (isEnough(at(nowMs))) return at(nowMs);
      throw new Error('the trace never had enough');
    },
  });
}

const SOURCE = {
  underlying: [
    [0, 100],
    [200, 101],
    [400, 102],
    [600, 103],
  ],
} as const;

test('a tick that every hop shows is told with its price and lag at each', async () => {
  const judgement = await judged([
    hop('feed', SOURCE),
    hop('prices', {
      underlying: [
        [0, 100],
        [230, 101],
        [450, 102],
      ],
    }),
    hop('page', {
      underlying: [
        [0, 100],
        [500, 102],
      ],
    }),
  ]);
  expect(judgement).toMatchObject({
    status: 'pass',
    observed: 'NIFTY: feed 101 (+0 ms) -> prices 101 (+30 ms) -> page 102 (+100 ms)',
  });
  expect(judgement.measurements).toEqual([
    { name: 'lag prices NIFTY', value: 30, unit: 'ms', limit: { kind: 'max', value: 1000 } },
    { name: 'lag page NIFTY', value: 100, unit: 'ms', limit: { kind: 'max', value: 1000 } },
  ]);
  expect(judgement.evidence).toBe(
    [
      'NIFTY   price  arrival (ours)  exchange age',
      'feed    101    +0 ms           400 ms        seen',
      'prices  101    +30 ms          -             seen',
      'page    102    +100 ms         -             seen',
    ].join('\n'),
  );
});

const LOST: readonly (readonly [string, HopFacts, string])[] = [
  [
    'a hop that stands still',
    hop('lost', { underlying: [[0, 100]] }),
    'it stays at the older 100, which feed left behind when it said 101',
  ],
  ['a hop without a price', hop('lost', { underlying: [] }), 'no price came in 1 s'],
  [
    'a hop with another price',
    hop('lost', {
      underlying: [
        [0, 7],
        [300, 8],
      ],
    }),
    'it shows another price: 8, which feed never said, instead of 101',
  ],
  [
    'a hop that shows it too late',
    hop('lost', {
      underlying: [
        [0, 100],
        [1700, 102],
      ],
    }),
    'it came 1.5 s after the tick, later than 1 s',
  ],
  ['a hop that lags behind the tick', hop('lost', { underlying: [[300, 100]] }), 'it stays at the older 100'],
  [
    'a hop that answers with an error',
    hop('lost', { underlying: [[0, 100]] }, 'HTTP 500, oops'),
    'HTTP 500, oops',
  ],
];

test.each(LOST)('%s is named as the one that lost it', async (_what, lost, reason) => {
  const judgement = await judged([
    hop('feed', SOURCE),
    hop('prices', {
      underlying: [
        [0, 100],
        [230, 101],
      ],
    }),
    lost,
    hop('page', { underlying: [[0, 100]] }),
  ]);
  expect(judgement).toMatchObject({
    status: 'fail',
    remedy: `Mend what carries prices from prices to lost; see what it shows: curl -s "${URL}"`,
  });
  expect(judgement.observed).toContain(`NIFTY was lost at lost, after prices (101 there): ${reason}`);
  expect(judgement.evidence).toContain('LOST: ');
});

test('a source that stands still, or says nothing, is itself the one', async () => {
  const follower = hop('prices', { underlying: [[0, 100]] });
  const still = await judged([hop('feed', { underlying: [[0, 100]] }), follower]);
  expect(still.observed).toBe('NIFTY never reached the first hop, feed: it stood still at 100 for 2 s');
  const mute = await judged([hop('feed', { underlying: [] }), follower]);
  expect(mute.observed).toBe('NIFTY never reached the first hop, feed: no price came in 2 s');
});

test('underlying and leg are followed apart, each by the hops that show it', async () => {
  const judgement = await judged(
    [
      hop('feed', {
        ...SOURCE,
        leg: [
          [0, 7],
          [300, 8],
        ],
      }),
      hop('prices', {
        underlying: [
          [0, 100],
          [230, 101],
        ],
      }),
      hop('chain', {
        underlying: [
          [0, 100],
          [260, 101],
        ],
        leg: [[0, 7]],
      }),
    ],
    { leg: 'NIFTY 2026-02-10 25750 CE' },
  );
  expect(judgement.observed).toBe(
    'NIFTY 2026-02-10 25750 CE was lost at chain, after feed (8 there): it stays at the older 7, which feed left behind when it said 8',
  );
});

test('a price that the source says a second time does not excuse a hop that stood still', async () => {
  const judgement = await judged([
    hop('feed', {
      underlying: [
        [0, 100],
        [200, 101],
        [400, 100],
      ],
    }),
    hop('prices', { underlying: [[0, 100]] }),
  ]);
  expect(judgement).toMatchObject({ status: 'fail' });
});

test('nothing is traced through a closed market', async () => {
  const market = marketMoment('NSE', Date.parse('2026-02-07T11:00:00+05:30'));
  const judgement = await judged([hop('feed', {}), hop('prices', {})], { market });
  expect(judgement).toMatchObject({ status: 'skip', observed: market.description });
});
