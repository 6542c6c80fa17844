/** Implied volatilities along a strike ladder. */

/**
 * Gives every strike without a volatility (0) one from its nearest neighbours that have one: linear in the strike between two,
 * flat beyond the last. A ladder without any stays without. Changes `volatilities` in place.
 */
export function fillSmileGaps(strikes: Float64Array, volatilities: Float64Array): void {
  let known = -1;
  for (let index = 0; index <= strikes.length; index += 1) {
    if (index < strikes.length && !(volatilities[index]! > 0)) continue;
    fillBetween(strikes, volatilities, known, index);
    known = index;
  }
}

/** Fills the strikes strictly between two known ones; `left` -1 and `right` past the end stand for "none". */
function fillBetween(strikes: Float64Array, volatilities: Float64Array, left: number, right: number): void {
  const leftVolatility = volatilities[left] ?? volatilities[right] ?? 0;
  const rightVolatility = volatilities[right] ?? leftVolatility;
  for (let index = left + 1; index < right; index += 1) {
    const leftStrike = strikes[left] ?? strikes[index]!;
    const rightStrike = strikes[right] ?? strikes[index]! + 1;
    const share = (strikes[index]! - leftStrike) / (rightStrike - leftStrike);
    volatilities[index] = leftVolatility + share * (rightVolatility - leftVolatility);
  }
}
