/** Option chains and expiry lists as they are told while faults are planned for them. */
import { addDays } from '#engine/market/ist-time.ts';
import type { FaultPlan } from './fault-plan.ts';

/** Who asks, and whose chain it is. */
export interface ChainCall {
  readonly faults: FaultPlan;
  readonly symbol: string;
  readonly clientId: string | undefined;
}

/** The true bytes, unless a fault strikes them. */
export function chainAsTold(
  bytes: Uint8Array<ArrayBuffer>,
  { faults, symbol, clientId }: ChainCall,
): Uint8Array<ArrayBuffer> {
  const isAimedAt = isOf(symbol);
  const zero = faults.strike('zero-chain', isAimedAt, clientId);
  const nulls = faults.strike('null-legs', isAimedAt, clientId);
  if (!zero && !nulls) return bytes;
  const text = new TextDecoder().decode(bytes);
  const priced = zero ? text.replaceAll(LAST_PRICE, '"last_price":0') : text;
  return new TextEncoder().encode(nulls ? priced.replaceAll(LEGS[nulls.legs], '"$1":null') : priced);
}

/** The true dates, unless a fault strikes them. */
export function expiriesAsTold(
  expiries: readonly string[],
  { faults, symbol, clientId }: ChainCall,
): readonly string[] {
  const isAimedAt = isOf(symbol);
  if (faults.strike('empty-expiry-list', isAimedAt, clientId)) return [];
  const wrong = faults.strike('wrong-expiry-list', isAimedAt, clientId);
  return wrong ? expiries.map((date) => addDays(date, wrong.shiftDays)) : expiries;
}

const LAST_PRICE = /"last_price":[^,}]+/g;

/** A leg holds one object, its greeks. */
const LEGS = {
  ce: /"(ce)":\{[^{}]*\{[^{}]*\}[^{}]*\}/g,
  pe: /"(pe)":\{[^{}]*\{[^{}]*\}[^{}]*\}/g,
  both: /"(ce|pe)":\{[^{}]*\{[^{}]*\}[^{}]*\}/g,
} as const;

function isOf(symbol: string): (fault: { readonly underlyings: readonly string[] }) => boolean {
  return ({ underlyings }) => underlyings.includes('*') || underlyings.includes(symbol);
}
