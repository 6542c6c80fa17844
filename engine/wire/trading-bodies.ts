/** Bodies of the account family. Source: dhan-v2-wire 4.10, 4.11. */
import { double, javaJson } from './java-json.ts';

/** Body of `GET /fundlimit` for an account with nothing but cash, in rupees; both misspelt keys are the exchange's own. */
export function renderFundLimit(clientId: string, availableBalance: number): string {
  return javaJson({
    dhanClientId: clientId,
    availabelBalance: double(availableBalance),
    sodLimit: double(0),
    collateralAmount: double(0),
    receiveableAmount: double(0),
    utilizedAmount: double(0),
    blockedPayoutAmount: double(0),
    withdrawableBalance: double(0),
  });
}
