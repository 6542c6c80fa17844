import { isMargined } from '../orders/contract.ts';
import type { Contract } from '../orders/contract.ts';
import { signOf } from '../orders/order.ts';
import type { Order, ProductType, TransactionType } from '../orders/order.ts';
import { limitPaise } from '../orders/order-state.ts';
import type { MarginLeg, MarginRates } from './margin-rates.ts';
import { evenShare } from './paise.ts';
import type { Funds } from './portfolio.ts';

/** What an account has done in one contract and product, and what its waiting orders there may still do. */
export interface Exposure {
  readonly contract: Contract;
  readonly productType: ProductType;
  /** Bought and sold today, and before that as far as it was open when the day began. */
  buyQuantity: number;
  buyValuePaise: number;
  sellQuantity: number;
  sellValuePaise: number;
  /** Signed, of the open units that the day began with, and their cost. */
  carriedQuantity: number;
  carriedCostPaise: number;
  /** Signed. */
  netQuantity: number;
  openCostPaise: number;
  realizedPaise: number;
  /** Of waiting orders: units, and what the buys would cost at their limits. */
  waitingBuys: number;
  waitingBuysPaise: number;
  waitingSells: number;
  /** Blocked for the buys that may open. */
  premiumPaise: number;
  readonly group: HedgedGroup;
  /** Signed, with which it counts in the margin of its group. */
  least: number;
  most: number;
}

/** An order's units as far as they wait: what blocks money for them. */
type Waiting = Pick<Order, 'transactionType' | 'pricePaise' | 'protectionPaise'> & {
  readonly quantity: number;
};

/** Units of a contract in a product, signed. */
export interface ProductLeg extends MarginLeg {
  readonly productType: ProductType;
}

/** Exposures of one underlying, expiry and product: they hedge one another. */
interface HedgedGroup {
  readonly exposures: Set<MarginLeg>;
  /** Blocked for what is sold short, or may be once the waiting sells have traded. */
  marginPaise: number;
}

/** The money and the positions of one account. Every change keeps `funds()` balanced to the paisa. */
export class AccountBook {
  readonly #rates: MarginRates;
  readonly #exposures = new Map<string, Exposure>();
  readonly #groups = new Map<string, HedgedGroup>();
  #sodPaise: number;
  #realizedPaise = 0;
  /** Of what is open, less what the day began with. */
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
      carriedQuantity: 0,
      carriedCostPaise: 0,
      netQuantity: 0,
      openCostPaise: 0,
      realizedPaise: 0,
      waitingBuys: 0,
      waitingBuysPaise: 0,
      waitingSells: 0,
      premiumPaise: 0,
      group: this.#groupOf({ contract, productType }),
      least: 0,
      most: 0,
    };
    this.#exposures.set(key, exposure);
    exposure.group.exposures.add(exposure);
    return exposure;
  }

  funds(): Funds {
    const [sodPaise, realizedPaise] = [this.#sodPaise, this.#realizedPaise];
    const [openCostPaise, blockedPaise] = [this.#openCostPaise, this.#blockedPaise];
    const availablePaise = sodPaise + realizedPaise - openCostPaise - blockedPaise;
    return { sodPaise, availablePaise, blockedPaise, openCostPaise, realizedPaise };
  }

  /** By contract and product: positions, what the orders that wait may make of them, or both. */
  legs(includes: { readonly positions: boolean; readonly orders: boolean }): ProductLeg[] {
    return [...this.#exposures.values()].map((exposure) => {
      const { contract, productType, netQuantity } = exposure;
      const [bought, sold] = includes.orders ? [exposure.waitingBuys, exposure.waitingSells] : [0, 0];
      // Without the positions, what would close one opens nothing.
      const [long, short] = includes.positions
        ? [netQuantity, netQuantity]
        : [Math.min(sold, Math.max(0, netQuantity)), -Math.min(bought, Math.max(0, -netQuantity))];
      return { contract, productType, least: long - sold, most: short + bought };
    });
  }

  /** Blocked for the buys that wait. */
  premiumPaise(): number {
    let premium = 0;
    for (const exposure of this.#exposures.values()) premium += exposure.premiumPaise;
    return premium;
  }

  /** Blocks what an order's waiting units need. False, and nothing is blocked, when they need more than there is. */
  reserve(exposure: Exposure, waiting: Waiting): boolean {
    const before = this.#blockedPaise;
    this.#wait(exposure, waiting, 1);
    const isAfforded = this.#blockedPaise <= before || this.funds().availablePaise >= 0;
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

  /** Closes what is open at the price its contract settles at. It is no trade: what was bought and sold stands. */
  expire(exposure: Exposure, pricePaise: number): void {
    const units = -exposure.netQuantity;
    this.#settle(exposure, units, units * pricePaise);
  }

  /** Moves open units of one product to another, with their even share of the cost. */
  convert(from: Exposure, to: Exposure, quantity: number): void {
    const sign = Math.sign(from.netQuantity);
    const cost = evenShare(from.openCostPaise, quantity, Math.abs(from.netQuantity));
    const carried = Math.min(quantity, Math.max(0, sign * from.carriedQuantity));
    const carriedCost = evenShare(from.carriedCostPaise, carried, Math.abs(from.carriedQuantity));
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
      exposure.carriedQuantity += direction * sign * carried;
      exposure.carriedCostPaise += direction * carriedCost;
    }
    from.netQuantity -= sign * quantity;
    from.openCostPaise -= cost;
    this.#spend(from.contract, -cost);
    this.#block(from);
    this.#settle(to, sign * quantity, cost);
  }

  /** As `convert`. False, and nothing is moved, when what is no hedge any more then needs more than there is. */
  tryConvert(from: Exposure, to: Exposure, quantity: number): boolean {
    const [realizedPaise, openCostPaise, blockedPaise] = [
      this.#realizedPaise,
      this.#openCostPaise,
      this.#blockedPaise,
    ];
    const saved = [from, to].map((exposure) => ({ exposure, fields: { ...exposure } }));
    this.convert(from, to, quantity);
    if (this.#blockedPaise <= blockedPaise || this.funds().availablePaise >= 0) return true;
    this.#realizedPaise = realizedPaise;
    this.#openCostPaise = openCostPaise;
    for (const { exposure, fields } of saved) {
      // What is blocked is worked out anew below.
      const { premiumPaise, least, most } = exposure;
      Object.assign(exposure, fields, { premiumPaise, least, most });
      this.#block(exposure);
    }
    return false;
  }

  /** Begins a day with what the last one has left, less what it cost. Open units are carried on at their cost, the rest is forgotten; nothing may wait. */
  beginDay(chargesPaise: number): void {
    this.#sodPaise += this.#realizedPaise - this.#openCostPaise - chargesPaise;
    this.#realizedPaise = 0;
    this.#openCostPaise = 0;
    for (const [key, exposure] of this.#exposures) {
      const { netQuantity, openCostPaise } = exposure;
      if (netQuantity === 0) {
        this.#exposures.delete(key);
        exposure.group.exposures.delete(exposure);
        continue;
      }
      exposure.buyQuantity = Math.max(0, netQuantity);
      exposure.buyValuePaise = netQuantity > 0 ? openCostPaise : 0;
      exposure.sellQuantity = Math.max(0, -netQuantity);
      exposure.sellValuePaise = netQuantity < 0 ? -openCostPaise : 0;
      exposure.carriedQuantity = netQuantity;
      exposure.carriedCostPaise = openCostPaise;
      exposure.realizedPaise = 0;
    }
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
   * Buys of options block their premium as far as they would not close what is open; of several each has its even share in what closes. What is sold
   * short, or would be when every waiting sell has traded, blocks the margin of its group, as a future does either way: a buy of an option that
   * waits hedges nothing yet.
   */
  #block(exposure: Exposure): void {
    const { contract, netQuantity, waitingBuys, waitingSells } = exposure;
    const openingBuys = isMargined(contract) ? 0 : Math.max(0, waitingBuys - Math.max(0, -netQuantity));
    const premiumPaise = evenShare(exposure.waitingBuysPaise, openingBuys, waitingBuys);
    this.#blockedPaise += premiumPaise - exposure.premiumPaise;
    exposure.premiumPaise = premiumPaise;
    const least = netQuantity - waitingSells;
    const most = isMargined(contract) ? netQuantity + waitingBuys : netQuantity;
    if (least === exposure.least && most === exposure.most) return;
    exposure.least = least;
    exposure.most = most;
    const { group } = exposure;
    const { spanPaise, exposurePaise } = this.#rates.marginOf([...group.exposures].filter(isHeld));
    this.#blockedPaise += spanPaise + exposurePaise - group.marginPaise;
    group.marginPaise = spanPaise + exposurePaise;
  }

  #groupOf(exposure: Pick<Exposure, 'contract' | 'productType'>): HedgedGroup {
    const key = hedgeKey(exposure);
    const known = this.#groups.get(key);
    if (known) return known;
    const group: HedgedGroup = { exposures: new Set(), marginPaise: 0 };
    this.#groups.set(key, group);
    return group;
  }
}

/** Legs with the same key hedge one another. */
export function hedgeKey({ contract, productType }: Pick<Exposure, 'contract' | 'productType'>): string {
  return `${contract.underlyingIndex} ${contract.instrument.expiry} ${productType}`;
}

function isHeld({ least, most }: MarginLeg): boolean {
  return least !== 0 || most !== 0;
}
