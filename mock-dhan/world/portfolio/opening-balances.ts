import type { Scenario } from '#engine/scenario.ts';
import { toPaise } from './paise.ts';
import type { OpeningBalance } from './portfolio.ts';

/** Rupees of an account that the scenario gives none, as in the exchange's sandbox. */
const CASH = 1_000_000;

/** What a scenario's accounts begin the day with. */
export function openingBalances({ accounts }: Scenario): OpeningBalance[] {
  return accounts.map(({ clientId, cash = CASH, holdings = [] }) => ({
    clientId,
    cashPaise: toPaise(cash),
    holdings: holdings.map(({ averagePrice, lastPrice, ...held }) => ({
      ...held,
      averagePricePaise: toPaise(averagePrice),
      lastPricePaise: toPaise(lastPrice),
    })),
  }));
}
