/** What an exchange that quoted a table would have answered: with these calls recorded, clients find the table's instruments. */
import type { OptionInstrument } from '../../market/instrument.ts';
import { MS_PER_DAY, istDay } from '../../market/ist-time.ts';
import { dhanGreeks } from '../../pricing/dhan-greeks.ts';
import { renderExpiryList, renderOptionChain, renderProfile } from '../../wire/rest-bodies.ts';
import type { OptionLegBody } from '../../wire/rest-bodies.ts';
import { renderCompactMaster, renderDetailedMaster } from '../../wire/scrip-master.ts';
import { encodeCall } from '../recorded-call.ts';
import type { HeaderList } from '../recorded-call.ts';
import type { ListedDay, TableListing } from './table-listing.ts';
import type { TableMarket } from './table-market.ts';

const EXPIRY_LIST = '/v2/optionchain/expirylist';
const OPTION_CHAIN = '/v2/optionchain';

/** Stands where the asking client's own id is put. */
const ANY_CLIENT = 'redacted:0000000000000000';

/** Both scrip masters: everything the tables quote. Messages of the channel `rest`. */
export function masterCalls(listing: TableListing, atMs: number): Uint8Array[] {
  const sources = listing.sources();
  const master = (target: string, text: string) =>
    call({ method: 'GET', target, atMs, text, type: 'text/csv' });
  return [
    master('/api-data/api-scrip-master-detailed.csv', renderDetailedMaster(sources)),
    master('/api-data/api-scrip-master.csv', renderCompactMaster(sources)),
  ];
}

/** The account of whoever asks, good for another day. */
export function profileCall(atMs: number): Uint8Array {
  const text = renderProfile({
    clientId: ANY_CLIENT,
    tokenValidUntilMs: atMs + MS_PER_DAY,
    activeSegment: 'Equity, Derivative',
    ddpi: 'Active',
    mtf: 'Active',
    dataPlan: 'Active',
    dataValidUntilMs: atMs + 30 * MS_PER_DAY,
  });
  return call({ method: 'GET', target: '/v2/profile', atMs, text, headers: [['client-id', ANY_CLIENT]] });
}

/** Expiry list and option chains of a day as the market stands at its opening. An option that was not quoted by then stands there without prices. */
export function chainCalls(day: ListedDay, market: TableMarket): Uint8Array[] {
  const { underlying, openMs: atMs } = day;
  const options = [...day.options.values()];
  const expiries = [...new Set(options.map(({ expiry }) => expiry))].sort();
  const scrip = { UnderlyingScrip: underlying.securityId, UnderlyingSeg: 'IDX_I' };
  const spot = market.state(underlying.symbol)?.quote.ltp ?? 0;
  const post = (target: string, body: object, text: string) =>
    call({ method: 'POST', target, atMs, text, body: JSON.stringify(body) });
  return [
    post(EXPIRY_LIST, scrip, renderExpiryList(expiries)),
    ...expiries.map((expiry) => {
      const legs = [...day.options].filter(([, option]) => option.expiry === expiry);
      const strikes = strikesOf(legs, (name, option) => legBody(option, { name, market, spot, atMs }));
      return post(
        OPTION_CHAIN,
        { ...scrip, Expiry: expiry },
        renderOptionChain({ last_price: spot, strikes }),
      );
    }),
  ];
}

function strikesOf(
  legs: readonly (readonly [string, OptionInstrument])[],
  bodyOf: (name: string, option: OptionInstrument) => OptionLegBody,
): Parameters<typeof renderOptionChain>[0]['strikes'] {
  const strikes = new Map<number, { strike: number; ce?: OptionLegBody; pe?: OptionLegBody }>();
  for (const [name, option] of legs) {
    const { strike, optionType } = option;
    const row = strikes.get(strike) ?? { strike };
    strikes.set(strike, { ...row, [optionType === 'CE' ? 'ce' : 'pe']: bodyOf(name, option) });
  }
  return [...strikes.values()].map(({ strike, ce, pe }) => ({ strike, ce, pe }));
}

function legBody(
  option: OptionInstrument,
  {
    name,
    market,
    spot,
    atMs,
  }: { readonly name: string; readonly market: TableMarket; readonly spot: number; readonly atMs: number },
): OptionLegBody {
  const state = market.state(name);
  const isToday = state?.day === istDay(atMs);
  const quote = isToday ? state.quote : undefined;
  const ltp = quote?.ltp ?? 0;
  const { impliedVolatility, ...greeks } = dhanGreeks({ ...option, ltp, spot, nowMs: atMs, clock: 'dhan' });
  return {
    average_price: 0,
    greeks,
    implied_volatility: impliedVolatility,
    last_price: ltp,
    oi: quote?.oi ?? 0,
    previous_close_price: (isToday ? state.previousClose : state?.quote.ltp) ?? 0,
    previous_oi: quote?.previousOi ?? 0,
    previous_volume: 0,
    security_id: option.securityId,
    top_ask_price: quote?.ask ?? 0,
    top_ask_quantity: quote?.askQuantity ?? 0,
    top_bid_price: quote?.bid ?? 0,
    top_bid_quantity: quote?.bidQuantity ?? 0,
    volume: quote?.volume ?? 0,
  };
}

function call({
  method,
  target,
  atMs,
  text,
  body = '',
  headers = [],
  type = 'application/json',
}: {
  readonly method: 'GET' | 'POST';
  readonly target: string;
  readonly atMs: number;
  readonly text: string;
  readonly body?: string;
  readonly headers?: HeaderList;
  readonly type?: string;
}): Uint8Array {
  const encoder = new TextEncoder();
  return encodeCall({
    method,
    target,
    requestHeaders: headers,
    requestBody: encoder.encode(body),
    status: 200,
    responseHeaders: [['content-type', type]],
    responseBody: encoder.encode(text),
    arrivedAtMs: atMs,
    answeredAtMs: atMs,
    note: 'made of a table',
  });
}
