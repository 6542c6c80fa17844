/** What an order would need, as the margin calculator answers. Source: dhan-v2-wire 4.10. */
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import { isMargined } from '../orders/contract.ts';
import type { Contracts } from '../orders/contract.ts';
import { badInput, done, refused } from '../orders/refusal.ts';
import type { Outcome } from '../orders/refusal.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { MarginRates } from './margin-rates.ts';
import { toPaise } from './paise.ts';
import type { Margin, MarginRequest } from './portfolio.ts';

/** Shares are not traded here, but their margin is a matter of price and quantity: whole for delivery, a fifth within the day. */
const CASH_SEGMENTS: readonly ExchangeSegment[] = ['NSE_EQ', 'BSE_EQ'];
const INTRADAY_LEVERAGE = 5;

/** Margin parts before it is known what is there to pay them. */
type Need = Pick<Margin, 'totalPaise' | 'spanPaise' | 'exposurePaise' | 'variablePaise' | 'leverage'>;

/** Judges single orders by the day's rates. */
export class MarginCalculator {
  readonly #contracts: Contracts;
  readonly #board: QuoteBoard;
  readonly #rates: MarginRates;

  constructor(options: {
    readonly contracts: Contracts;
    readonly board: QuoteBoard;
    readonly rates: MarginRates;
  }) {
    this.#contracts = options.contracts;
    this.#board = options.board;
    this.#rates = options.rates;
  }

  /** An option that is bought takes its premium, one that is sold its margin, as a future does either way. Without a price the last one counts. */
  needOf(request: MarginRequest): Outcome<Need> {
    const { quantity, price, exchangeSegment, transactionType } = request;
    const isGood = Number.isSafeInteger(quantity) && quantity > 0 && Number.isFinite(price) && price >= 0;
    if (!isGood) return refused(badInput());
    if (CASH_SEGMENTS.includes(exchangeSegment)) return done(shareNeed(request));
    const contract = this.#contracts.find(exchangeSegment, request.securityId);
    if (!contract || quantity % contract.lotSize !== 0) return refused(badInput());
    if (transactionType === 'BUY' && !isMargined(contract)) {
      const pricePaise = toPaise(price || this.#board.ltp[contract.index]!);
      return done({ ...NOTHING, totalPaise: pricePaise * quantity });
    }
    const { spanPaise, exposurePaise } = this.#rates.unitMargin(contract);
    return done({
      ...NOTHING,
      totalPaise: (spanPaise + exposurePaise) * quantity,
      spanPaise: spanPaise * quantity,
      exposurePaise: exposurePaise * quantity,
    });
  }
}

/** The whole answer of an account that has so much to spend. */
export function marginOf(need: Need, availablePaise: number): Margin {
  return {
    ...need,
    availablePaise,
    insufficientPaise: Math.max(0, need.totalPaise - availablePaise),
    brokeragePaise: 0,
  };
}

/** Several orders' needs together. */
export function sumOf(needs: readonly Need[]): Need {
  return needs.reduce(
    (sum, need) => ({
      totalPaise: sum.totalPaise + need.totalPaise,
      spanPaise: sum.spanPaise + need.spanPaise,
      exposurePaise: sum.exposurePaise + need.exposurePaise,
      variablePaise: sum.variablePaise + need.variablePaise,
      leverage: '1X',
    }),
    NOTHING,
  );
}

const NOTHING: Need = { totalPaise: 0, spanPaise: 0, exposurePaise: 0, variablePaise: 0, leverage: '1X' };

function shareNeed({ quantity, price, productType }: MarginRequest): Need {
  const leverage = productType === 'INTRADAY' ? INTRADAY_LEVERAGE : 1;
  const totalPaise = Math.ceil((toPaise(price) * quantity) / leverage);
  const variablePaise = leverage === 1 ? 0 : totalPaise;
  return { ...NOTHING, totalPaise, variablePaise, leverage: `${leverage}X` };
}
