/** Last trade times as they are told while faults are planned for them, on the live feed and in REST quotes alike. */
import { TIME_FAULTS } from '#engine/faults/packet-fault.ts';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import {
  MS_PER_SECOND,
  epochMsToLtt,
  istDate,
  istTimeOfDay,
  istToEpochMs,
  lttToEpochMs,
} from '#engine/market/ist-time.ts';
import { instrumentNumber } from '#engine/recording/recorded-packets.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { FaultPlan } from './fault-plan.ts';

/** Whose trade it was (as instrumentNumber counts it), and who is told of it. */
interface TradeTimeCall {
  readonly faults: FaultPlan;
  readonly instrument: number;
  readonly clientId: string;
}

/** `time`: seconds as the live feed has them; 0 for an instrument that has not traded, which no fault strikes. */
export function tradeTimeAsTold(time: number, { faults, instrument, clientId }: TradeTimeCall): number {
  if (time === 0) return time;
  const stale = faults.strike(
    'stale-time',
    (fault) => faults.isAimedAt(fault, instrument) && faults.holdTime(fault, instrument, time) !== time,
    clientId,
  );
  const held = stale ? faults.holdTime(stale, instrument, time) : time;
  const skewed = faults.strike('clock-skew', () => true, clientId);
  return skewed ? Math.trunc(held + skewed.skewMs / MS_PER_SECOND) : held;
}

/** Who asks for quotes, and how the live feed beside them writes times. */
export interface QuotesCall {
  readonly faults: FaultPlan;
  readonly clientId: string;
  readonly wire: Pick<WireProfile, 'ltt'>;
}

/** The body of `POST /v2/marketfeed/quote`, its `last_trade_time`s as the live feed would tell them. */
export function quotesAsTold(body: string, { faults, clientId, wire }: QuotesCall): string {
  if (!faults.isAnyDue(TIME_FAULTS)) return body;
  let segmentCode = 0;
  let securityId = 0;
  return body.replaceAll(PLACES, (whole: string, segment?: string, id?: string, printed?: string) => {
    if (segment !== undefined && isSegment(segment)) segmentCode = EXCHANGE_SEGMENT_CODES[segment];
    else if (id !== undefined) securityId = Number(id);
    const time = printed === undefined ? 0 : readTime(printed, wire);
    if (printed === undefined || time === 0) return whole;
    const instrument = instrumentNumber(segmentCode, securityId);
    const told = tradeTimeAsTold(time, { faults, instrument, clientId });
    return told === time ? whole : whole.replace(printed, printTime(told, wire));
  });
}

/** What names a segment or an instrument, and what tells a time, in the order of the body: segments hold ids, ids hold quotes. */
const PLACES = /"([A-Z_]+)"\s*:\s*\{|"(\d+)"\s*:\s*\{|"last_trade_time"\s*:\s*"([^"]*)"/g;

/** What an instrument that has not traded says; an empty text is the other. Source: dhan-v2-wire 4.3. */
const NEVER_TRADED = '01/01/1980 00:00:00';

/** `DD/MM/YYYY HH:mm:ss`, IST, as seconds of the live feed; 0 without a trade. */
function readTime(printed: string, wire: QuotesCall['wire']): number {
  const [, day, month, year, timeOfDay] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/.exec(printed) ?? [];
  if (printed === NEVER_TRADED || timeOfDay === undefined) return 0;
  const epochMs = istToEpochMs(`${year}-${month}-${day}`, timeOfDay);
  return wire.ltt === 'true-utc' ? epochMs / MS_PER_SECOND : epochMsToLtt(epochMs);
}

function printTime(time: number, wire: QuotesCall['wire']): string {
  const epochMs = wire.ltt === 'true-utc' ? time * MS_PER_SECOND : lttToEpochMs(time);
  return tradeTimeText(epochMs);
}

/** `DD/MM/YYYY HH:mm:ss`, IST, as REST quotes print a trade time. */
export function tradeTimeText(epochMs: number): string {
  return `${istDate(epochMs).split('-').toReversed().join('/')} ${istTimeOfDay(epochMs)}`;
}

function isSegment(name: string): name is ExchangeSegment {
  return Object.hasOwn(EXCHANGE_SEGMENT_CODES, name);
}
