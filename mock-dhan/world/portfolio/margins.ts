/** What an order would need, as the margin calculator answers. Source: dhan-v2-wire 4.10. */
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import { isMargined } from '../orders/contract.ts';
import type { Contracts } from '../orders/contract.ts';
import { signOf } from '../orders/order.ts';
import { badInput, done, refused } from '../orders/refusal.ts';
import type { Outcome } from '../orders/refusal.ts';
import type { QuoteBoard } from '../quote-board.ts';
import { hedgeKey } from './account-book.ts';
import type { ProductLeg } from './account-book.ts';
import type { MarginRates } from './margin-rates.ts';
import { toPaise } from './paise.ts';
import type { Margin, MarginRequest } from './portfolio.ts';

/** Shares are not traded here, but their margin is a matter of price and quantity: whole for delivery, a fifth within the day. */
const CASH_SEGMENTS: readonly ExchangeSegment[] = ['NSE_EQ', 'BSE_EQ'];
const INTRADAY_LEVERAGE = 5;

/** Margin parts before it is known what is there to pay them. */
type Need = Pick<
  Margin,
  'totalPaise' | 'spanPaise' | 'exposurePaise' | 'variablePaise' | 'hedgeBenefitPaise' | 'leverage'
>;

/** Judges orders by the day's rates. */
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

  /** Of one order by itself. */
  needOf(request: MarginRequest): Outcome<Need> {
    return this.needOfAll([request], []);
  }

  /**
   * Of several orders once all have traded, and of what is held beside them. Options that are bought take their premium, those that are sold the
   * margin of what they leave short, futures theirs either way.
   */
  needOfAll(requests: readonly MarginRequest[], held: readonly ProductLeg[]): Outcome<Need> {
    const needs: Need[] = [];
    const legs = [...held];
    for (const request of requests) {
      if (!isGoodRequest(request)) return refused(badInput());
      if (CASH_SEGMENTS.includes(request.exchangeSegment)) {
        needs.push(shareNeed(request));
        continue;
      }
      const { transactionType, productType, quantity, price } = request;
      const contract = this.#contracts.find(request.exchangeSegment, request.securityId);
      if (!contract || quantity % contract.lotSize !== 0) return refused(badInput());
      const units = signOf(transactionType) * quantity;
      legs.push({ contract, productType, least: units, most: units });
      if (transactionType === 'BUY' && !isMargined(contract))
        needs.push(paid(toPaise(price || this.#board.ltp[contract.index]!) * quantity));
    }
    const hedged = [...Map.groupBy(legs, hedgeKey).values()].map((group) => this.#marginOf(group));
    const [together, apart] = [sumOf(hedged), sumOf(legs.map((leg) => this.#marginOf([leg])))];
    const need = sumOf([...needs, together]);
    return done({ ...need, hedgeBenefitPaise: apart.totalPaise - together.totalPaise });
  }

  #marginOf(legs: readonly ProductLeg[]): Need {
    const netted = [...Map.groupBy(legs, ({ contract }) => contract).entries()].map(([contract, own]) => ({
      contract,
      least: own.reduce((sum, { least }) => sum + least, 0),
      most: own.reduce((sum, { most }) => sum + most, 0),
    }));
    const { spanPaise, exposurePaise } = this.#rates.marginOf(netted);
    return { ...NOTHING, totalPaise: spanPaise + exposurePaise, spanPaise, exposurePaise };
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

function sumOf(needs: readonly Need[]): Need {
  const [first = NOTHING, ...others] = needs;
  return others.reduce(
    (sum, need) => ({
      totalPaise: sum.totalPaise + need.totalPaise,
      spanPaise: sum.spanPaise + need.spanPaise,
      exposurePaise: sum.exposurePaise + need.exposurePaise,
      variablePaise: sum.variablePaise + need.variablePaise,
      hedgeBenefitPaise: 0,
      leverage: sum.leverage,
    }),
    first,
  );
}

const NOTHING: Need = paid(0);

function paid(totalPaise: number): Need {
  return {
    totalPaise,
    spanPaise: 0,
    exposurePaise: 0,
    variablePaise: 0,
    hedgeBenefitPaise: 0,
    leverage: '1X',
  };
}

function isGoodRequest({ quantity, price }: MarginRequest): boolean {
  return Number.isSafeInteger(quantity) && quantity > 0 && Number.isFinite(price) && price >= 0;
}

function shareNeed({ quantity, price, productType }: MarginRequest): Need {
  const leverage = productType === 'INTRADAY' ? INTRADAY_LEVERAGE : 1;
  const totalPaise = Math.ceil((toPaise(price) * quantity) / leverage);
  const variablePaise = leverage === 1 ? 0 : totalPaise;
  return { ...NOTHING, totalPaise, variablePaise, leverage: `${leverage}X` };
}
