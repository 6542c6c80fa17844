import { isTraded } from '#engine/market/instrument.ts';
import { DEPTH_LEVELS, createPacketFields } from '#engine/wire/packet-fields.ts';
import type { DepthColumns } from '#engine/wire/packet-fields.ts';
import type { DepthRowBody, LtpBody, OhlcBody, QuoteBody } from '#engine/wire/rest-bodies.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { tradeTimeText } from '../faults/trade-times.ts';
import { INDEX_CONTRACT, readDepth, totalBuyQuantity, totalSellQuantity } from '../world/depth-levels.ts';
import { priceBand } from '../world/price-band.ts';
import type { World } from '../world/world.ts';

/** What is told of an instrument that has not traded today. Source: dhan-v2-wire 4.3. */
const NEVER_TRADED = { '1980': '01/01/1980 00:00:00', empty: '' } as const;

/** The last price alone. */
export function ltpOf(world: World, index: number): LtpBody {
  return { last_price: world.board.ltp[index]! };
}

/** The close is the previous day's. Source: dhan-v2-wire 4.3. */
export function ohlcOf({ board }: World, index: number): OhlcBody {
  return {
    last_price: board.ltp[index]!,
    ohlc: {
      open: board.open[index]!,
      close: board.previousClose[index]!,
      high: board.high[index]!,
      low: board.low[index]!,
    },
  };
}

/** The whole quote; an index has neither quantities nor a book. */
export function quoteOf(world: World, index: number, wire: WireProfile): QuoteBody {
  const { board, universe } = world;
  const instrument = universe.instruments[index]!;
  const contract = isTraded(instrument) ? instrument : undefined;
  const { depth } = createPacketFields();
  readDepth(board, index, contract ?? INDEX_CONTRACT, depth);
  const band = contract ? priceBand(board.previousClose[index]!, contract) : { lower: 0, upper: 0 };
  return {
    ...ohlcOf(world, index),
    average_price: contract ? board.averagePrice[index]! : 0,
    buy_quantity: totalBuyQuantity(board, index),
    depth: {
      buy: rowsOf(depth.bidPrice, depth.bidQuantity, depth.bidOrders),
      sell: rowsOf(depth.askPrice, depth.askQuantity, depth.askOrders),
    },
    last_quantity: contract ? board.lastQuantity[index]! : 0,
    last_trade_time: tradeTime(board.lastTradeAtMs[index]!, wire),
    lower_circuit_limit: band.lower,
    net_change: Math.round((board.ltp[index]! - board.previousClose[index]!) * 100) / 100,
    oi: contract ? board.oi[index]! : 0,
    oi_day_high: contract ? board.oiDayHigh[index]! : 0,
    oi_day_low: contract ? board.oiDayLow[index]! : 0,
    sell_quantity: totalSellQuantity(board, index),
    upper_circuit_limit: band.upper,
    volume: contract ? board.volume[index]! : 0,
  };
}

type Column = DepthColumns['bidPrice'];

function rowsOf(price: Column, quantity: Column, orders: Column): DepthRowBody[] {
  return Array.from({ length: DEPTH_LEVELS }, (_, level) => ({
    quantity: quantity[level]!,
    orders: orders[level]!,
    price: price[level]!,
  }));
}

/** `DD/MM/YYYY HH:mm:ss`, IST. */
function tradeTime(epochMs: number, wire: WireProfile): string {
  if (epochMs === 0) return NEVER_TRADED[wire.neverTraded];
  return tradeTimeText(epochMs);
}
