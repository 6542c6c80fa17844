/** What is judged of the feed over a few seconds, options near the money included. */
import { IST_OFFSET_MS } from '../../market/ist-time.ts';
import { spokenDuration } from '../../market/spoken-time.ts';
import type { Check, Judgement, Measurement } from '../check.ts';
import { failed, listed, notJudged, passed, warned } from '../judgement.ts';
import type { MarketMoment } from '../market-moment.ts';
import type { ExchangeTarget, FeedWatch, WatchedInstrument } from '../targets.ts';

/** An underlying's last packet may be so old in an open market. */
const ARRIVAL_AGE_MS_MAX = 10_000;
/** Packets a second of an underlying: one in 20 s, so that a day on which hardly anything happens is no alarm. */
const RATE_MIN = 0.05;
/** Whole seconds of the trade time, and what the exchange itself needs. */
const SKEW_MS_WARN = 10_000;
const SKEW_MS_MAX = 60_000;
/** Five and a half hours, give or take: IST read as UTC, or the other way round. */
const ZONE_TOLERANCE_MS = 5 * 60_000;
/** Share of the legs at the money that must have sent anything. */
const LEGS_SHARE_MIN = 0.5;

/** Options arrive, not only their indices. */
export const feedLegs: Check<ExchangeTarget> = {
  ...feedCheck('feed.legs', 'Options near the money arrive on the feed'),
  asserts:
    'Of the ten legs at the money of every underlying at least one sends a packet after the subscription (fails) and at least half do (warns), in an open market.',
  run: (target) => judgeWatch(target, 'a packet of the legs at the money of every underlying', judgeLegs),
};

/** No segment is mute while others talk. */
export const feedSegments: Check<ExchangeTarget> = {
  ...feedCheck('feed.segments', 'Every exchange segment arrives on the feed'),
  asserts: 'Of IDX_I, NSE_FNO and BSE_FNO, as far as they are subscribed and open, none is mute.',
  run: (target) => judgeWatch(target, 'packets of every subscribed segment', judgeSegments),
};

/** How often underlyings tick. */
export const feedRate: Check<ExchangeTarget> = {
  ...feedCheck('feed.rate', 'Underlyings tick often enough'),
  asserts: `Every underlying sends at least ${RATE_MIN} packets a second in an open market; 1 to 10 are usual, and what was measured is for a baseline.`,
  severity: 'warn',
  run: (target) => judgeWatch(target, `>= ${RATE_MIN} packets a second of every underlying`, judgeRate),
};

/** Arrival age here, exchange age beside it. */
export const feedFresh: Check<ExchangeTarget> = {
  ...feedCheck('feed.fresh', 'Underlyings are fresh on the feed'),
  asserts: `The last packet of every underlying arrived at most ${ARRIVAL_AGE_MS_MAX / 1000} s ago in an open market, pings aside. The age by the exchange's trade time is shown beside it; legs are measured, because an option may not trade for minutes.`,
  run: (target) =>
    judgeWatch(
      target,
      `a packet of every underlying within ${ARRIVAL_AGE_MS_MAX / 1000} s (arrival age)`,
      judgeFreshness,
    ),
};

/** Trade times are today's, in the zone the exchange writes them in. */
export const feedClock: Check<ExchangeTarget> = {
  ...feedCheck('feed.clock', 'Trade times on the feed fit the clock'),
  asserts: `Trade times (IST written as if it were UTC) are within ${SKEW_MS_WARN / 1000} s of the exchange's clock (warns) and within ${SKEW_MS_MAX / 1000} s (fails); 5 h 30 min is named for what it is, and no trade time lies in the future, open or closed.`,
  run: judgeClock,
};

/** Every packet can be decoded. */
export const feedDecode: Check<ExchangeTarget> = {
  ...feedCheck('feed.decode', 'Every packet of the feed can be decoded'),
  asserts: 'No frame is truncated, mis-sized or of an unknown code, and no price is NaN or infinite.',
  run: async (target) => judgeDecoding(await target.watchFeed()),
};

/** Prices are no zeros, times do not run back. */
export const feedValues: Check<ExchangeTarget> = {
  ...feedCheck('feed.values', 'Packets of the feed say prices, in order'),
  asserts:
    'No index says 0, no leg says 0 after it had a price, no packet is older by its trade time than the one before, and none is of an instrument that was not subscribed.',
  severity: 'warn',
  run: async (target) => judgeValues(await target.watchFeed()),
};

function feedCheck(
  id: string,
  title: string,
): Pick<Check<ExchangeTarget>, 'id' | 'title' | 'group' | 'tags' | 'dependsOn'> {
  return { id, title, group: 'feed', tags: ['feed', 'sockets', 'truth'], dependsOn: ['feed.connects'] };
}

/** What a judge looks at: only instruments whose exchange was open all the while. */
interface OpenWatch {
  readonly expected: string;
  readonly watch: FeedWatch;
  readonly open: readonly WatchedInstrument[];
}

async function judgeWatch(
  target: ExchangeTarget,
  expected: string,
  judge: (watch: OpenWatch) => Judgement,
): Promise<Judgement> {
  const watch = await target.watchFeed();
  const moments = new Map<'NSE' | 'BSE', MarketMoment>();
  for (const exchange of new Set(watch.instruments.map(({ exchange }) => exchange)))
    moments.set(exchange, await target.market(exchange));
  const open = watch.instruments.filter(({ exchange }) => {
    const moment = moments.get(exchange);
    return moment?.isOpen === true && moment.openForMs >= watch.watchedMs;
  });
  if (open.length > 0) return judge({ expected, watch, open });
  const [moment] = moments.values();
  return notJudged(expected, `not judged: ${moment?.description ?? 'nothing is subscribed'}`);
}

function judgeLegs({ expected, watch, open }: OpenWatch): Judgement {
  const legs = open.filter(({ kind }) => kind === 'leg');
  if (legs.length === 0) return notJudged(expected, 'no chain names security ids of legs to subscribe');
  const counts = [...Map.groupBy(legs, ({ underlying }) => underlying)].map(([underlying, all]) => ({
    underlying,
    all: all.length,
    arrived: all.filter(({ packets }) => packets > 0).length,
    firstMs: Math.min(...all.map(({ firstAfterMs }) => firstAfterMs ?? Number.POSITIVE_INFINITY)),
  }));
  const measurements = counts.flatMap(({ underlying, all, arrived, firstMs }): Measurement[] => [
    {
      name: `legs arrived ${underlying}`,
      value: arrived / all,
      unit: 'share',
      limit: { kind: 'min', value: LEGS_SHARE_MIN },
    },
    ...(arrived === 0 ? [] : [{ name: `first leg ${underlying}`, value: firstMs, unit: 'ms' } as const]),
  ]);
  const spoken = listed(counts.map(({ underlying, all, arrived }) => `${underlying} ${arrived} of ${all}`));
  const ended = watch.ended === undefined ? '' : `; the feed ended: ${watch.ended}`;
  const remedy =
    'Subscribe legs with their own segment (NSE_FNO, BSE_FNO) and the security ids of today as text, at most 100 in a message.';
  if (counts.some(({ arrived }) => arrived === 0))
    return { ...failed(expected, `${spoken}${ended}`, remedy), measurements };
  if (counts.some(({ arrived, all }) => arrived < all * LEGS_SHARE_MIN))
    return { ...warned(expected, `${spoken}${ended}`, remedy), measurements };
  return { ...passed(expected, spoken), measurements };
}

function judgeSegments({ expected, open }: OpenWatch): Judgement {
  const segments = [...Map.groupBy(open, ({ exchangeSegment }) => exchangeSegment)].map(([segment, all]) => ({
    segment,
    all: all.length,
    arrived: all.filter(({ packets }) => packets > 0).length,
  }));
  const measurements = segments.map(({ segment, all, arrived }): Measurement => ({
    name: `arrived ${segment}`,
    value: arrived / all,
    unit: 'share',
  }));
  const spoken = listed(segments.map(({ segment, all, arrived }) => `${segment} ${arrived} of ${all}`));
  const mute = segments.filter(({ arrived }) => arrived === 0).map(({ segment }) => segment);
  if (mute.length === 0) return { ...passed(expected, spoken), measurements };
  return {
    ...failed(
      expected,
      `nothing of ${listed(mute)} (${spoken})`,
      'Check that the account may trade the segment (GET /profile, activeSegment), then report the mute segment to Dhan with the time.',
    ),
    measurements,
  };
}

function judgeRate({ expected, open }: OpenWatch): Judgement {
  const rates = indicesOf(open)
    .filter(({ spanMs }) => spanMs > 0)
    .map(({ name, packets, spanMs }) => ({ name, rate: ((packets - 1) / spanMs) * 1000 }));
  if (rates.length === 0) return notJudged(expected, 'no underlying sent a packet (see feed.first-tick)');
  const measurements = rates.map(({ name, rate }): Measurement => ({
    name: `packets a second ${name}`,
    value: rate,
    unit: 'count',
    limit: { kind: 'min', value: RATE_MIN },
  }));
  const spoken = listed(rates.map(({ name, rate }) => `${name} ${rate.toFixed(1)}`));
  if (rates.every(({ rate }) => rate >= RATE_MIN)) return { ...passed(expected, spoken), measurements };
  return {
    ...failed(
      expected,
      spoken,
      'Repeat in a minute: preopen verify --grep feed; a feed that stays slow is late: report it to Dhan with the time.',
    ),
    measurements,
  };
}

function judgeFreshness({ expected, watch, open }: OpenWatch): Judgement {
  const measurements = open.flatMap(({ name, arrivalAgeMs, exchangeAgeMs, kind }): Measurement[] => [
    ...(arrivalAgeMs === undefined
      ? []
      : [
          {
            name: `arrival age ${name}`,
            value: arrivalAgeMs,
            unit: 'ms' as const,
            ...(kind === 'index' ? { limit: { kind: 'max' as const, value: ARRIVAL_AGE_MS_MAX } } : {}),
          },
        ]),
    ...(exchangeAgeMs === undefined
      ? []
      : [{ name: `exchange age ${name}`, value: exchangeAgeMs, unit: 'ms' as const }]),
  ]);
  const indices = indicesOf(open);
  const stale = indices.filter(
    ({ arrivalAgeMs }) => arrivalAgeMs === undefined || arrivalAgeMs > ARRIVAL_AGE_MS_MAX,
  );
  const spoken = listed((stale.length > 0 ? stale : indices).map(spokenAges));
  if (stale.length > 0) {
    const ended =
      watch.ended === undefined ? ', and the connection stands' : `; the feed ended: ${watch.ended}`;
    return {
      ...failed(
        expected,
        `${spoken}${ended}`,
        'Reconnect and subscribe again: a feed that only pings is stale. Judge freshness by arrival, never by the socket being open.',
      ),
      measurements,
    };
  }
  const legs = open.filter(({ kind }) => kind === 'leg');
  const freshLegs = legs.filter(
    ({ arrivalAgeMs }) => arrivalAgeMs !== undefined && arrivalAgeMs <= ARRIVAL_AGE_MS_MAX,
  );
  const legsPart =
    legs.length === 0
      ? ''
      : `; ${freshLegs.length} of ${legs.length} legs within ${ARRIVAL_AGE_MS_MAX / 1000} s`;
  return { ...passed(expected, `${spoken}${legsPart}`), measurements };
}

/** `NIFTY arrived 40 ms ago (exchange age 1 s)`. */
function spokenAges({ name, arrivalAgeMs, exchangeAgeMs }: WatchedInstrument): string {
  if (arrivalAgeMs === undefined) return `${name} never arrived`;
  const exchange =
    exchangeAgeMs === undefined
      ? 'no trade time'
      : `exchange age ${spokenDuration(Math.max(0, exchangeAgeMs))}`;
  return `${name} arrived ${Math.round(arrivalAgeMs)} ms ago (${exchange})`;
}

async function judgeClock(target: ExchangeTarget): Promise<Judgement> {
  const expected = `trade times within ${SKEW_MS_WARN / 1000} s of the exchange's clock, none in the future`;
  const { instruments } = await target.watchFeed();
  const market = await target.market('NSE');
  const times = instruments.flatMap((instrument) => clockReading(instrument, market.isOpen) ?? []);
  if (times.length === 0) return notJudged(expected, 'no packet carried a trade time to be judged');
  const measurements = times.map(({ name, skewMs }): Measurement => ({
    name: `skew ${name}`,
    value: skewMs,
    unit: 'ms',
    limit: { kind: 'max', value: SKEW_MS_MAX },
  }));
  const zoned = times.filter(({ skewMs }) => Math.abs(Math.abs(skewMs) - IST_OFFSET_MS) <= ZONE_TOLERANCE_MS);
  if (zoned.length > 0)
    return {
      ...failed(
        expected,
        `${listed(zoned.map(spokenSkew))}: 5 h 30 min is the distance between IST and UTC`,
        'Trade times of the feed are IST written as if it were UTC: read them so once, neither twice nor as true epoch.',
      ),
      measurements,
    };
  const remedy =
    'Judge freshness by arrival; report trade times that lag to Dhan with the instrument and the time.';
  const far = times.filter(({ skewMs }) => Math.abs(skewMs) > SKEW_MS_MAX);
  if (far.length > 0) return { ...failed(expected, listed(far.map(spokenSkew)), remedy), measurements };
  const late = times.filter(({ skewMs }) => Math.abs(skewMs) > SKEW_MS_WARN);
  if (late.length > 0) return { ...warned(expected, listed(late.map(spokenSkew)), remedy), measurements };
  const largest = Math.max(...times.map(({ skewMs }) => Math.abs(skewMs)));
  return {
    ...passed(expected, `at most ${spokenDuration(largest)} apart on ${times.length} instruments`),
    measurements,
  };
}

interface ClockReading {
  readonly name: string;
  readonly skewMs: number;
}

/**
 * In an open market an index that goes on sending is asked how old its trade time is, also one that stands still. Otherwise a
 * trade may lie any time back, and only one in the future is judged.
 */
function clockReading(
  { name, kind, packets, skewMs, exchangeAgeMs, arrivalAgeMs }: WatchedInstrument,
  isOpen: boolean,
): ClockReading | undefined {
  if (exchangeAgeMs === undefined || arrivalAgeMs === undefined) return undefined;
  if (isOpen && skewMs !== undefined && exchangeAgeMs - arrivalAgeMs <= skewMs + SKEW_MS_MAX)
    return { name, skewMs };
  if (isOpen && kind === 'index' && packets > 1) return { name, skewMs: exchangeAgeMs - arrivalAgeMs };
  return exchangeAgeMs < -SKEW_MS_WARN ? { name, skewMs: exchangeAgeMs } : undefined;
}

function spokenSkew({ name, skewMs }: ClockReading): string {
  const minutes = Math.abs(skewMs) / 60_000;
  const size = minutes < 10 ? `${Math.round(Math.abs(skewMs) / 1000)} s` : `${Math.round(minutes)} min`;
  return `${name} ${size} ${skewMs > 0 ? 'behind' : 'ahead'}`;
}

function judgeDecoding({ undecodable, findings, instruments }: FeedWatch): Judgement {
  const expected = 'every packet decoded';
  const packets = instruments.reduce((sum, instrument) => sum + instrument.packets, 0);
  const measurements: Measurement[] = [
    { name: 'packets', value: packets, unit: 'count' },
    { name: 'undecodable', value: undecodable, unit: 'count', limit: { kind: 'max', value: 0 } },
  ];
  if (undecodable > 0)
    return {
      ...failed(
        expected,
        `${undecodable} frames beside ${packets} packets: ${listed(findings, 2)}`,
        'See what arrived: preopen packet decode FILE; a client must pass over such a packet and go on behind it.',
      ),
      measurements,
    };
  if (packets === 0) return notJudged(expected, 'no packet arrived');
  return { ...passed(expected, `${packets} packets`), measurements };
}

function judgeValues({ instruments, strayPackets, strays }: FeedWatch): Judgement {
  const expected = 'prices above zero of what was subscribed, and trade times that do not run back';
  const zeros = instruments.filter(({ zeroPrices }) => zeroPrices > 0);
  const backward = instruments.filter(({ backwardTimes }) => backwardTimes > 0);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const measurements: Measurement[] = [
    {
      name: 'zero prices',
      value: sum(zeros.map(({ zeroPrices }) => zeroPrices)),
      unit: 'count',
      limit: { kind: 'max', value: 0 },
    },
    {
      name: 'times that run back',
      value: sum(backward.map(({ backwardTimes }) => backwardTimes)),
      unit: 'count',
      limit: { kind: 'max', value: 0 },
    },
    { name: 'stray packets', value: strayPackets, unit: 'count', limit: { kind: 'max', value: 0 } },
  ];
  const problems = [
    ...(strayPackets === 0 ? [] : [`${strayPackets} packets of ${listed(strays)}, which nobody subscribed`]),
    ...zeros.map(({ name, zeroPrices }) => `${name} says 0 in ${zeroPrices} packets`),
    ...backward.map(({ name, backwardTimes }) => `${name} runs back ${backwardTimes} times`),
  ];
  if (problems.length > 0)
    return {
      ...failed(
        expected,
        listed(problems, 4),
        'A 0 is no price: keep the one before. A packet with an older trade time came late: keep the newer price. What was not subscribed belongs to no chain: pass over it.',
      ),
      measurements,
    };
  if (instruments.every(({ packets }) => packets === 0)) return notJudged(expected, 'no packet arrived');
  return { ...passed(expected, `${instruments.length} instruments in order`), measurements };
}

function indicesOf(instruments: readonly WatchedInstrument[]): readonly WatchedInstrument[] {
  return instruments.filter(({ kind }) => kind === 'index');
}
