import type { ContractInstrument } from '../market/instrument.ts';
import { UNSET } from './trading-names.ts';

/** Expiry, right and strike of a contract as bodies tell them; a future has no more of a right than a share. Source: dhan-v2-wire 4.1. */
export interface DerivativeFields {
  readonly drvExpiryDate: string;
  readonly drvOptionType: 'CALL' | 'PUT' | typeof UNSET.text;
  readonly drvStrikePrice: number;
}

export function derivativeFields(contract: ContractInstrument): DerivativeFields {
  const { expiry: drvExpiryDate } = contract;
  if (contract.kind === 'future') return { drvExpiryDate, drvOptionType: UNSET.text, drvStrikePrice: 0 };
  const drvOptionType = contract.optionType === 'CE' ? 'CALL' : 'PUT';
  return { drvExpiryDate, drvOptionType, drvStrikePrice: contract.strike };
}
