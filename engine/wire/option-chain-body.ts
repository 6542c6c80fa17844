/** Bodies of `POST /optionchain` and `POST /optionchain/expirylist`, both directions. Source: dhan-v2-wire 4.2. */
import { z } from 'zod';
import type { LegSnapshot, OptionChainSnapshot, StrikeSnapshot } from '../market/option-chain-snapshot.ts';
import { goJson, parseJsonBody } from './json-body.ts';
import type { GoJson, Parsed } from './json-body.ts';
import { snapToTick } from './tick-snap.ts';

/** One leg with every field of the wire, in its spelling. Units: rupees, units, percent; vega per volatility point, theta per day. */
export interface OptionLegBody {
  /** Absent before February 2026, like `security_id`. */
  readonly average_price?: number;
  readonly greeks: {
    readonly delta: number;
    readonly theta: number;
    readonly gamma: number;
    readonly vega: number;
  };
  readonly implied_volatility: number;
  readonly last_price: number;
  readonly oi: number;
  readonly previous_close_price: number;
  readonly previous_oi: number;
  readonly previous_volume: number;
  readonly security_id?: number;
  readonly top_ask_price: number;
  readonly top_ask_quantity: number;
  readonly top_bid_price: number;
  readonly top_bid_quantity: number;
  readonly volume: number;
}

/** One strike of the answer; a leg that is not listed is undefined. */
export interface StrikeBody {
  readonly strike: number;
  readonly ce: OptionLegBody | undefined;
  readonly pe: OptionLegBody | undefined;
}

/** What the mock exchange answers to an option chain request; strikes in any order. */
export interface OptionChainBody {
  readonly last_price: number;
  readonly strikes: readonly StrikeBody[];
}

/** Reads an option chain as far as the engine needs it; extra fields are ignored, a missing or null leg is undefined. */
export function parseOptionChain(text: string): Parsed<OptionChainSnapshot> {
  const body = parseJsonBody('option chain body', OptionChainSchema, text);
  if (!body.ok) return body;
  const { last_price: lastPrice, oc } = body.value.data;
  const strikes = Object.entries(oc).map(([key, legs]) => strikeOf(Number(key), legs));
  strikes.sort((a, b) => a.strike - b.strike);
  // The index value may be a widened 32-bit float: 22952.94921875 was 22952.95.
  return { ok: true, value: { spot: snapToTick(lastPrice, PAISA), strikes } };
}

/** Writes an option chain: strike keys with six decimals, ascending; fields of a leg in the exchange's order. */
export function renderOptionChain(chain: OptionChainBody): string {
  const ascending = [...chain.strikes].sort((a, b) => a.strike - b.strike);
  return joinStrikes(chain.last_price, ascending.map(renderStrike));
}

/** One member of the chain's `oc`: the strike with six decimals and its legs, fields in the exchange's order. */
export function renderStrike({ strike, ce, pe }: StrikeBody): string {
  return `"${strike.toFixed(6)}":${goJson({ ce: ce && orderedLeg(ce), pe: pe && orderedLeg(pe) })}`;
}

/** The whole answer from its strikes as `renderStrike` wrote them, ascending. */
export function joinStrikes(lastPrice: number, strikes: readonly string[]): string {
  return `{"data":{"last_price":${goJson(lastPrice)},"oc":{${strikes.join(',')}}},"status":"success"}`;
}

/** Expiry dates `YYYY-MM-DD`, nearest first. */
export function parseExpiryList(text: string): Parsed<readonly string[]> {
  const body = parseJsonBody('expiry list body', ExpiryListSchema, text);
  return body.ok ? { ok: true, value: [...body.value.data].sort() } : body;
}

/** Writes the answer of `/optionchain/expirylist`, in the order given. */
export function renderExpiryList(expiries: readonly string[]): string {
  return goJson({ data: expiries, status: 'success' });
}

const LegBodySchema = z.object({
  average_price: z.number().optional(),
  greeks: z.object({ delta: z.number(), theta: z.number(), gamma: z.number(), vega: z.number() }),
  implied_volatility: z.number(),
  last_price: z.number(),
  oi: z.int(),
  previous_close_price: z.number(),
  previous_oi: z.int(),
  previous_volume: z.int(),
  security_id: z.int().optional(),
  top_ask_price: z.number(),
  top_ask_quantity: z.int(),
  top_bid_price: z.number(),
  top_bid_quantity: z.int(),
  volume: z.int(),
}) satisfies z.ZodType<{ readonly [Key in keyof OptionLegBody]: OptionLegBody[Key] | undefined }>;

/** The whole body as the exchange writes it; the keys of `oc` are strikes with six decimals. */
export const OptionChainBodySchema = z.object({
  data: z.object({
    last_price: z.number(),
    oc: z.record(
      z.string().regex(/^\d+\.\d{6}$/),
      z.object({ ce: LegBodySchema.optional(), pe: LegBodySchema.optional() }),
    ),
  }),
  status: z.literal('success'),
});

const PAISA = 0.01;

/** What is read of a leg. */
const LegSchema = z.object({
  implied_volatility: z.number(),
  last_price: z.number(),
  oi: z.number(),
  previous_close_price: z.number(),
  security_id: z.number().default(0),
  top_ask_price: z.number(),
  top_bid_price: z.number(),
  volume: z.number(),
});

const StrikeSchema = z.object({ ce: LegSchema.nullish(), pe: LegSchema.nullish() });

const OptionChainSchema = z.object({
  data: z.object({
    last_price: z.number(),
    oc: z.record(z.string().regex(/^\d+(\.\d+)?$/, 'expected strikes as keys'), StrikeSchema),
  }),
});

const ExpiryListSchema = z.object({ data: z.array(z.iso.date()) });

/** The whole body as the exchange writes it. */
export const ExpiryListBodySchema = ExpiryListSchema.extend({ status: z.literal('success') });

function strikeOf(strike: number, legs: z.infer<typeof StrikeSchema>): StrikeSnapshot {
  return { strike, ce: legs.ce ? legOf(legs.ce) : undefined, pe: legs.pe ? legOf(legs.pe) : undefined };
}

function legOf(leg: z.infer<typeof LegSchema>): LegSnapshot {
  return {
    securityId: leg.security_id,
    ltp: leg.last_price,
    bid: leg.top_bid_price,
    ask: leg.top_ask_price,
    volume: leg.volume,
    oi: leg.oi,
    previousClose: leg.previous_close_price,
    impliedVolatility: leg.implied_volatility,
  };
}

function orderedLeg(leg: OptionLegBody): GoJson {
  const { delta, theta, gamma, vega } = leg.greeks;
  return {
    average_price: leg.average_price,
    greeks: { delta, theta, gamma, vega },
    implied_volatility: leg.implied_volatility,
    last_price: leg.last_price,
    oi: leg.oi,
    previous_close_price: leg.previous_close_price,
    previous_oi: leg.previous_oi,
    previous_volume: leg.previous_volume,
    security_id: leg.security_id,
    top_ask_price: leg.top_ask_price,
    top_ask_quantity: leg.top_ask_quantity,
    top_bid_price: leg.top_bid_price,
    top_bid_quantity: leg.top_bid_quantity,
    volume: leg.volume,
  };
}
