/** Money in whole paise, so that sums are exact and a balance balances. */

/** The nearest number of paise. */
export function toPaise(rupees: number): number {
  return Math.round(rupees * 100);
}

/** The double nearest to the printed price: 23495 paise are 234.95. */
export function rupees(paise: number): number {
  return paise / 100;
}

/** What `part` of `whole` units have in an amount, in whole paise: nothing of it is lost when the rest is asked for in its turn. */
export function evenShare(amountPaise: number, part: number, whole: number): number {
  if (part === 0) return 0;
  if (part === whole) return amountPaise;
  // Divided before it is multiplied: the product of amount and units would not be exact.
  const perUnit = Math.trunc(amountPaise / whole);
  return perUnit * part + Math.trunc(((amountPaise - perUnit * whole) * part) / whole);
}
