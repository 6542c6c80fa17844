import { isMargined } from '../orders/contract.ts';
import type { Contract } from '../orders/contract.ts';
import { signOf } from '../orders/order.ts';
import type { Order, ProductType, TransactionType } from '../orders/order.ts';
import { limitPaise } from '../orders/order-state.ts';
import type { MarginRates } from './margin-rates.ts';
import { evenShare } from './paise.ts';
import type { Funds } from './portfolio.ts';

/** What an account has done in one contract and product, and what its waiting orders there may still do. */
export interface Exposure {
  readonly contract: Contract;
  readonly productType: ProductType;
  buyQuantity: number;
  buyValuePaise: number;
  sellQuantity: number;
  sellValuePaise: number;
  /** Signed. */
  netQuantity: number;
  openCostPaise: number;
  realizedPaise: number;
  /** Of waiting orders: units, and what the buys would cost at their limits. */
  waitingBuys: number;
  waitingBuysPaise: number;
  waitingSells: number;
  blockedPaise: number;
}

/** An order's units as far as they wait: what blocks money for them. */
type Waiting = Pick<Order, 'transactionType' | 'pricePaise' | 'protectionPaise'> & {
  readonly quantity: number;
};

/** The money and the positions of one account. Every change keeps `funds()` balanced to the paisa. */
export class AccountBook {
  readonly #sodPaise: number;
  readonly #rates: MarginRates;
  readonly #exposures = new Map<string, Exposure>();
  #realizedPaise = 0;
  #openCostPaise = 0;
  #blockedPaise = 0;

  constructor(sodPaise: number, rates: MarginRates) {
    this.#sodPaise = sodPaise;
    this.#rates = rates;
  }

  /** In the order in which they were first touched. */
  exposures(): IterableIterator<Exposure> {
    return this.#exposures.values();
  }

  exposure(contract: Contract, productType: ProductType): Exposure {
    const key = `${contract.index}:${productType}`;
    const known = this.#exposures.get(key);
    if (known) return known;
    const exposure: Exposure = {
      contract,
      productType,
      buyQuantity: 0,
      buyValuePaise: 0,
      sellQuantity: 0,
      sellValuePaise: 0,
      netQuantity: 0,
      openCostPaise: 0,
      realizedPaise: 0,
      waitingBuys: 0,
      waitingBuysPaise: 0,
      waitingSells: 0,
      blockedPaise: 0,
    };
    this.#exposures.set(key, exposure);
    return exposure;
  }

  funds(): Funds {
    const [sodPaise, realizedPaise] = [this.#sodPaise, this.#realizedPaise];
    const [openCostPaise, blockedPaise] = [this.#openCostPaise, this.#blockedPaise];
    const availablePaise = sodPaise + realizedPaise - openCostPaise - blockedPaise;
    return { sodPaise, availablePaise, blockedPaise, openCostPaise, realizedPaise };
  }

  /** What of the blocked money is for positions; the rest is for orders that wait. */
  positionMarginPaise(): number {
    let margin = 0;
    for (const { contract, netQuantity } of this.#exposures.values())
      margin += marginedUnits(contract, netQuantity) * this.#unitMarginPaise(contract);
    return margin;
  }

  /** Blocks what an order's waiting units need. False, and nothing is blocked, when they need more than there is. */
  reserve(exposure: Exposure, waiting: Waiting): boolean {
    const before = exposure.blockedPaise;
    this.#wait(exposure, waiting, 1);
    const isAfforded = exposure.blockedPaise <= before || this.funds().availablePaise >= 0;
    if (!isAfforded) this.#wait(exposure, waiting, -1);
    return isAfforded;
  }

  /** Blocks what an order's waiting units need, whatever there is. */
  restore(exposure: Exposure, waiting: Waiting): void {
    this.#wait(exposure, waiting, 1);
  }

  /** Frees what so many waiting units were blocked for. */
  release(exposure: Exposure, waiting: Waiting): void {
    this.#wait(exposure, waiting, -1);
  }

  /** Units changed hands. What they were blocked for is released by itself. */
  trade(
    exposure: Exposure,
    fill: {
      readonly transactionType: TransactionType;
      readonly quantity: number;
      readonly pricePaise: number;
    },
  ): void {
    const { transactionType, quantity, pricePaise } = fill;
    const sign = signOf(transactionType);
    const valuePaise = quantity * pricePaise;
    if (sign > 0) {
      exposure.buyQuantity += quantity;
      exposure.buyValuePaise += valuePaise;
    } else {
      exposure.sellQuantity += quantity;
      exposure.sellValuePaise += valuePaise;
    }
    this.#settle(exposure, sign * quantity, sign * valuePaise);
  }

  /** Moves open units of one product to another, with their even share of the cost. */
  convert(from: Exposure, to: Exposure, quantity: number): void {
    const sign = Math.sign(from.netQuantity);
    const cost = evenShare(from.openCostPaise, quantity, Math.abs(from.netQuantity));
    for (const [exposure, direction] of [
      [from, -1],
      [to, 1],
    ] as const) {
      if (sign > 0) {
        exposure.buyQuantity += direction * quantity;
        exposure.buyValuePaise += direction * cost;
      } else {
        exposure.sellQuantity += direction * quantity;
        exposure.sellValuePaise -= direction * cost;
      }
    }
    from.netQuantity -= sign * quantity;
    from.openCostPaise -= cost;
    this.#spend(from.contract, -cost);
    this.#block(from);
    this.#settle(to, sign * quantity, cost);
  }

  /**
   * Signed units come at a signed cost. What meets open units of the other sign closes them, and the difference of the costs is earned; the
   * rest is opened at its cost.
   */
  #settle(exposure: Exposure, units: number, costPaise: number): void {
    const open = Math.abs(exposure.netQuantity);
    const closing = exposure.netQuantity * units < 0 ? Math.min(Math.abs(units), open) : 0;
    const closedCost = evenShare(exposure.openCostPaise, closing, open);
    const closingCost = evenShare(costPaise, closing, Math.abs(units));
    const realized = -closingCost - closedCost;
    const costChange = costPaise - closingCost - closedCost;
    exposure.netQuantity += units;
    exposure.realizedPaise += realized;
    exposure.openCostPaise += costChange;
    this.#realizedPaise += realized;
    this.#spend(exposure.contract, costChange);
    this.#block(exposure);
  }

  /** The cost of a future is what its gains and losses are counted from; nobody pays it. */
  #spend(contract: Contract, paise: number): void {
    if (!isMargined(contract)) this.#openCostPaise += paise;
  }

  #wait(exposure: Exposure, waiting: Waiting, direction: 1 | -1): void {
    const units = direction * waiting.quantity;
    if (waiting.transactionType === 'BUY') {
      exposure.waitingBuys += units;
      exposure.waitingBuysPaise += units * limitPaise(waiting);
    } else exposure.waitingSells += units;
    this.#block(exposure);
  }

  /**
   * Buys block their premium, sells and short positions their margin, of futures buys and long positions too; as far as they would close what is
   * open they need neither. Of several buys each has its even share in what closes.
   */
  #block(exposure: Exposure): void {
    const { contract, netQuantity, waitingBuys, waitingSells } = exposure;
    const openingBuys = Math.max(0, waitingBuys - Math.max(0, -netQuantity));
    const openingSells = Math.max(0, waitingSells - Math.max(0, netQuantity));
    const units =
      openingSells + marginedUnits(contract, netQuantity) + (isMargined(contract) ? openingBuys : 0);
    const premium = isMargined(contract) ? 0 : evenShare(exposure.waitingBuysPaise, openingBuys, waitingBuys);
    const blocked = premium + units * this.#unitMarginPaise(contract);
    this.#blockedPaise += blocked - exposure.blockedPaise;
    exposure.blockedPaise = blocked;
  }

  #unitMarginPaise(contract: Contract): number {
    const { spanPaise, exposurePaise } = this.#rates.unitMargin(contract);
    return spanPaise + exposurePaise;
  }
}

/** Open units that margin is held for: those sold short, of a future all. */
function marginedUnits(contract: Contract, netQuantity: number): number {
  return isMargined(contract) ? Math.abs(netQuantity) : Math.max(0, -netQuantity);
}
