/** Bodies of `POST /marketfeed/ltp`, `/ohlc` and `/quote`, both directions. Source: dhan-v2-wire 4.3. */
import { z } from 'zod';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import { goJson, parseJsonBody } from './json-body.ts';
import type { GoJson, Parsed } from './json-body.ts';
import type { ParsedRequest } from './option-chain-requests.ts';

/** `/ltp`, in the wire's spelling; rupees. */
export interface LtpBody {
  readonly last_price: number;
}

/** `close` is the previous session's while the market is open. */
export interface OhlcBody extends LtpBody {
  readonly ohlc: {
    readonly open: number;
    readonly close: number;
    readonly high: number;
    readonly low: number;
  };
}

/** One level of one side; rupees and units. */
export interface DepthRowBody {
  readonly quantity: number;
  readonly orders: number;
  readonly price: number;
}

/** `/quote`; depth has five rows a side, padded with zeros. */
export interface QuoteBody extends OhlcBody {
  readonly average_price: number;
  readonly buy_quantity: number;
  readonly depth: { readonly buy: readonly DepthRowBody[]; readonly sell: readonly DepthRowBody[] };
  readonly last_quantity: number;
  /** `DD/MM/YYYY HH:mm:ss` IST; `01/01/1980 00:00:00` or empty when never traded. */
  readonly last_trade_time: string;
  readonly lower_circuit_limit: number;
  readonly net_change: number;
  readonly oi: number;
  readonly oi_day_high: number;
  readonly oi_day_low: number;
  readonly sell_quantity: number;
  readonly upper_circuit_limit: number;
  readonly volume: number;
}

/** Quotes by segment and security id. A segment that was asked for without success is present and empty. */
export type MarketFeedBody<Quote> = ReadonlyMap<ExchangeSegment, ReadonlyMap<number, Quote>>;

/** Security ids by segment, as asked for. */
export type MarketFeedRequest = ReadonlyMap<ExchangeSegment, readonly number[]>;

const MARKET_FEED_INSTRUMENTS_MAX = 1000;

/** Unknown keys are ignored; ids that are no integers are refused with 814, more than 1000 of them with 804. */
export function parseMarketFeedRequest(text: string): ParsedRequest<MarketFeedRequest> {
  const body = parseJsonBody('market quote request', MarketFeedRequestSchema, text);
  if (!body.ok) return { ...body, dataCode: 814 };
  const asked = new Map<ExchangeSegment, readonly number[]>();
  let count = 0;
  for (const segment of SEGMENTS) {
    const ids = body.value[segment];
    if (!ids) continue;
    asked.set(segment, ids);
    count += ids.length;
  }
  if (count <= MARKET_FEED_INSTRUMENTS_MAX) return { ok: true, value: asked };
  const error = `market quote request: expected at most ${MARKET_FEED_INSTRUMENTS_MAX} instruments, was ${count}.`;
  return { ok: false, error, dataCode: 804 };
}

/** Reads the answer of `/marketfeed/ltp`. */
export function parseMarketFeedLtp(text: string): Parsed<MarketFeedBody<LtpBody>> {
  return parseQuotes(LtpSchema, text);
}

/** Reads the answer of `/marketfeed/ohlc`. */
export function parseMarketFeedOhlc(text: string): Parsed<MarketFeedBody<OhlcBody>> {
  return parseQuotes(OhlcSchema, text);
}

/** Reads the answer of `/marketfeed/quote`. */
export function parseMarketFeedQuote(text: string): Parsed<MarketFeedBody<QuoteBody>> {
  return parseQuotes(QuoteSchema, text);
}

/** Writes the answer of `/marketfeed/ltp`. */
export function renderMarketFeedLtp(body: MarketFeedBody<LtpBody>): string {
  return renderQuotes(body, (quote) => ({ last_price: quote.last_price }));
}

/** Writes the answer of `/marketfeed/ohlc`. */
export function renderMarketFeedOhlc(body: MarketFeedBody<OhlcBody>): string {
  return renderQuotes(body, (quote) => ({ last_price: quote.last_price, ohlc: orderedOhlc(quote) }));
}

/** Writes the answer of `/marketfeed/quote`. */
export function renderMarketFeedQuote(body: MarketFeedBody<QuoteBody>): string {
  return renderQuotes(body, orderedQuote);
}

const SEGMENTS = (Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]).sort();

/** Body of all three: security ids by segment. */
export const MarketFeedRequestSchema = z.looseObject(
  Object.fromEntries(SEGMENTS.map((segment) => [segment, z.array(z.int()).optional()])) as Record<
    ExchangeSegment,
    z.ZodOptional<z.ZodArray<z.ZodInt>>
  >,
);

const LtpSchema = z.object({ last_price: z.number() });

const OhlcSchema = LtpSchema.extend({
  ohlc: z.object({ open: z.number(), close: z.number(), high: z.number(), low: z.number() }),
});

const DepthSideSchema = z.array(z.object({ quantity: z.number(), orders: z.number(), price: z.number() }));

const QuoteSchema = OhlcSchema.extend({
  average_price: z.number(),
  buy_quantity: z.number(),
  depth: z.object({ buy: DepthSideSchema, sell: DepthSideSchema }),
  last_quantity: z.number(),
  last_trade_time: z.string(),
  lower_circuit_limit: z.number(),
  net_change: z.number(),
  oi: z.number(),
  oi_day_high: z.number(),
  oi_day_low: z.number(),
  sell_quantity: z.number(),
  upper_circuit_limit: z.number(),
  volume: z.number(),
});

/** The whole body of `/marketfeed/ltp` as the exchange writes it. */
export const MarketFeedLtpSchema = answerOf(LtpSchema).extend({ status: z.literal('success') });

/** The whole body of `/marketfeed/ohlc`. */
export const MarketFeedOhlcSchema = answerOf(OhlcSchema).extend({ status: z.literal('success') });

/** The whole body of `/marketfeed/quote`. */
export const MarketFeedQuoteSchema = answerOf(QuoteSchema).extend({ status: z.literal('success') });

/** Quotes by segment and security id; what is read of an answer. */
function answerOf<Quote extends z.ZodType>(quote: Quote) {
  return z.object({ data: z.partialRecord(z.enum(SEGMENTS), z.record(z.string().regex(/^\d+$/), quote)) });
}

function parseQuotes<Quote>(quote: z.ZodType<Quote>, text: string): Parsed<MarketFeedBody<Quote>> {
  const schema = answerOf(quote);
  const body = parseJsonBody('market quote body', schema, text);
  if (!body.ok) return body;
  const quotes = new Map<ExchangeSegment, ReadonlyMap<number, Quote>>();
  for (const segment of SEGMENTS) {
    const byId = body.value.data[segment];
    if (byId) quotes.set(segment, new Map(Object.entries(byId).map(([id, value]) => [Number(id), value])));
  }
  return { ok: true, value: quotes };
}

/** Segments and ids in the order of their text, which is how Go writes a map. */
function renderQuotes<Quote>(body: MarketFeedBody<Quote>, ordered: (quote: Quote) => GoJson): string {
  const data = new Map<string, GoJson>();
  for (const segment of SEGMENTS) {
    const quotes = body.get(segment);
    if (!quotes) continue;
    const byId = [...quotes].map(([id, quote]): [string, GoJson] => [String(id), ordered(quote)]);
    data.set(segment, new Map(byId.sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  return goJson({ data, status: 'success' });
}

function orderedOhlc({ ohlc }: OhlcBody): GoJson {
  return { open: ohlc.open, close: ohlc.close, high: ohlc.high, low: ohlc.low };
}

function orderedQuote(quote: QuoteBody): GoJson {
  return {
    average_price: quote.average_price,
    buy_quantity: quote.buy_quantity,
    depth: { buy: quote.depth.buy.map(orderedRow), sell: quote.depth.sell.map(orderedRow) },
    last_price: quote.last_price,
    last_quantity: quote.last_quantity,
    last_trade_time: quote.last_trade_time,
    lower_circuit_limit: quote.lower_circuit_limit,
    net_change: quote.net_change,
    ohlc: orderedOhlc(quote),
    oi: quote.oi,
    oi_day_high: quote.oi_day_high,
    oi_day_low: quote.oi_day_low,
    sell_quantity: quote.sell_quantity,
    upper_circuit_limit: quote.upper_circuit_limit,
    volume: quote.volume,
  };
}

function orderedRow(row: DepthRowBody): GoJson {
  return { quantity: row.quantity, orders: row.orders, price: row.price };
}
