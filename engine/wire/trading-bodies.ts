/** Bodies of the account family. Source: dhan-v2-wire 4.10 to 4.12. */
import { z } from 'zod';
import { double, javaJson } from './java-json.ts';

/** `GET /fundlimit`; rupees. */
export const FundLimitSchema = z.object({
  dhanClientId: z.string(),
  availabelBalance: z.number(),
  sodLimit: z.number(),
  collateralAmount: z.number(),
  receiveableAmount: z.number(),
  utilizedAmount: z.number(),
  blockedPayoutAmount: z.number(),
  withdrawableBalance: z.number(),
});

/** `GET /ledger`: its two balances at least, every value a text. */
export const LedgerSchema = z.array(
  z.object({
    dhanClientId: z.string(),
    narration: z.string(),
    voucherdate: z.string(),
    exchange: z.string(),
    voucherdesc: z.string(),
    vouchernumber: z.string(),
    debit: z.string(),
    credit: z.string(),
    runbal: z.string(),
  }),
);

/** A book, a portfolio or a list of trades of an account that has never traded. */
export const EmptyListSchema = z.array(z.never()).max(0);

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

/** Body of `GET /ledger` for a span without an entry: its two balances, newest first. Every value is a text. */
export function renderLedgerWithoutTrades(clientId: string): string {
  return javaJson([balanceRow(clientId, 'CLOSING BALANCE'), balanceRow(clientId, 'OPENING BALANCE')]);
}

function balanceRow(clientId: string, narration: string): z.infer<typeof LedgerSchema>[number] {
  return {
    dhanClientId: clientId,
    narration,
    voucherdate: 'Jan 01, 1970',
    exchange: 'NSE_CASH',
    voucherdesc: narration,
    vouchernumber: '',
    debit: '0.00',
    credit: '0.0',
    runbal: '0',
  };
}
