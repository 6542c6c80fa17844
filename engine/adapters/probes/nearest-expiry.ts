/** The first of the expiries, in any order, that is not past: one that ends `today` still trades. Undefined when all are past. */
export function nearestExpiry(expiries: readonly string[], today: string): string | undefined {
  return [...expiries].sort().find((expiry) => expiry >= today);
}
