/** A recording without a scenario, such as an imported one, as a scenario: what it answered at the start says what that day is. */
import { openRecordedWire } from '#engine/adapters/recording/recorded-wire.ts';
import { ConfigError } from '#engine/errors.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { Underlying } from '#engine/market/instrument.ts';
import { MS_PER_SECOND, istDate, istTimeOfDay } from '#engine/market/ist-time.ts';
import { lotSizeOn } from '#engine/market/lot-size.ts';
import { derivativesSession } from '#engine/market/trading-calendar.ts';
import { callKey } from '#engine/recording/call-matching.ts';
import { recordedName } from '#engine/recording/manifest.ts';
import type { CallPlace, RecordedWire } from '#engine/recording/recorded-wire.ts';
import type { RecordedExpiryLadder, RecordedUnderlying } from '#engine/replay/recording.ts';
import type { Scenario } from '#engine/scenario.ts';
import { parseExpiryList, parseOptionChain } from '#engine/wire/rest-bodies.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';

const CLIENT_ID = '1000000001';

/**
 * The scenario that a recording names, or else one made of it: the indices whose expiry lists and option chains were answered on `date`, from the first moment
 * they all were to the last message or the close. Errors: RecordingError; ConfigError for a recording of several days without `date`, or without option chains.
 */
export function recordedScenario(path: string, date: string | undefined): LoadedScenario {
  using wire = openRecordedWire(path);
  const { scenario } = wire.manifest;
  if (scenario !== null && date === undefined) return loadScenario(scenario);
  const lists = UNDERLYINGS.map((underlying) => ({ underlying, places: placesOf(wire, underlying) }));
  const chosen = dayOf(
    path,
    lists.flatMap(({ places }) => places),
    date,
  );
  const opened = lists.flatMap(({ underlying, places }) => {
    const place = places.find(({ atMs }) => istDate(atMs) === chosen);
    return place ? [{ underlying, place, expiries: expiriesOf(place) }] : [];
  });
  const startMs = Math.max(...opened.map(({ place }) => place.atMs));
  return {
    scenario: scenarioOf(wire, {
      date: chosen,
      startAt: istTimeOfDay(startMs),
      endAt: istTimeOfDay(endOf(wire, chosen)),
      symbols: opened.map(({ underlying }) => underlying.symbol),
      expiries: Math.max(...opened.map(({ expiries }) => expiries.length)),
    }),
    session: {
      date: chosen,
      underlyings: opened.map(({ underlying, expiries }) => listed(wire, underlying, expiries, chosen)),
    },
  };
}

/** The index's recorded expiry lists, at the exchange's times. */
function placesOf(wire: RecordedWire, underlying: Underlying): CallPlace[] {
  const key = callKey({ method: 'POST', target: '/v2/optionchain/expirylist', body: bodyOf(underlying) });
  return wire.calls(key).map((place) => ({
    atMs: place.atMs + wire.exchangeAheadMs,
    read: () => place.read(),
  }));
}

function bodyOf({ securityId }: Underlying, expiry?: string): string {
  return JSON.stringify({ UnderlyingScrip: securityId, UnderlyingSeg: 'IDX_I', Expiry: expiry });
}

function dayOf(path: string, places: readonly CallPlace[], date: string | undefined): string {
  const days = [...new Set(places.map(({ atMs }) => istDate(atMs)))].sort();
  const [first] = days;
  if (first === undefined)
    throw new ConfigError(
      `replay --recording: expected a recording with option chains, was one without (${path}). Serve it instead: preopen serve --recording.`,
    );
  const extent = days.length === 1 ? first : `${days.length} days, ${first} to ${days.at(-1)}`;
  if (date === undefined && days.length > 1)
    throw new ConfigError(
      `replay --recording: expected one day, was a recording of ${extent} (${path}). Choose one: --date ${first}.`,
    );
  if (date !== undefined && !days.includes(date))
    throw new ConfigError(
      `replay --date: expected a day on which option chains were recorded (${extent}), was ${date} (${path}).`,
    );
  return date ?? first;
}

function expiriesOf(place: CallPlace): readonly string[] {
  const read = parseExpiryList(textOf(place));
  return read.ok ? read.value : [];
}

function textOf(place: CallPlace): string {
  return new TextDecoder().decode(place.read().responseBody);
}

/** The last message of the day, or its close where the recording goes on. */
function endOf(wire: RecordedWire, date: string): number {
  const lastMs = wire.toMs + wire.exchangeAheadMs + MS_PER_SECOND;
  if (istDate(lastMs) === date) return lastMs;
  return derivativesSession('NSE', date)?.closeMs ?? lastMs;
}

function listed(
  wire: RecordedWire,
  underlying: Underlying,
  expiries: readonly string[],
  date: string,
): RecordedUnderlying {
  const { symbol, strikeInterval } = underlying;
  const lotSize = lotSizeOn(underlying, { expiry: expiries[0] ?? date, asOf: date });
  return {
    symbol,
    lotSize,
    strikeInterval,
    previousClose: 0,
    isSpotDerived: false,
    expiries: expiries.map((expiry) => ladderOf(wire, underlying, expiry, date)),
    snapshots: [],
  };
}

function ladderOf(
  wire: RecordedWire,
  underlying: Underlying,
  expiry: string,
  date: string,
): RecordedExpiryLadder {
  const body = bodyOf(underlying, expiry);
  const places = wire.calls(callKey({ method: 'POST', target: '/v2/optionchain', body }));
  const place = places.find(({ atMs }) => istDate(atMs + wire.exchangeAheadMs) === date);
  const chain = place && parseOptionChain(textOf(place));
  const strikes = chain?.ok ? chain.value.strikes.map(({ strike }) => strike) : [];
  return { expiry, strikes: Float64Array.from(strikes) };
}

function scenarioOf(
  { manifest }: RecordedWire,
  day: {
    readonly date: string;
    readonly startAt: string;
    readonly endAt: string;
    readonly symbols: readonly string[];
    readonly expiries: number;
  },
): Scenario {
  const { date, startAt, endAt } = day;
  return {
    schemaVersion: 1,
    name: recordedName(manifest),
    title: 'A recorded day',
    description: '',
    seed: 1,
    world: {
      prices: { kind: 'recording', file: '' },
      underlyings: day.symbols.map((symbol) => ({
        symbol,
        spot: 0,
        previousClose: 0,
        expiries: [],
        strikeCount: 0,
        impliedVolatility: 0,
      })),
    },
    clock: { date, startAt, endAt, serveAt: startAt },
    accounts: [{ clientId: CLIENT_ID, token: 'valid', dataPlan: 'Active' }],
    backend: {
      environment: ['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN'],
      database: 'absent',
      cache: { expiriesPerUnderlying: day.expiries, strikesBelow: 0, strikesAbove: 0 },
      priceModel: 'black76',
    },
    faults: [],
    platform: { faults: [] },
    rules: {
      expect: {
        startup: 'ready',
        failingChecks: [],
        legs: [],
        logLines: [],
        verify: { failing: [], warning: [] },
        suites: {},
        behaviour: [],
      },
    },
  };
}
