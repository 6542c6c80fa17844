import { expect, test } from 'vitest';
import { millsRatio } from '#engine/pricing/mills-ratio.ts';
import { tailRatio } from '#engine/pricing/normal-distribution.ts';

/** [z, ratio], from mpmath at 50 digits: sqrt(pi / 2) * exp(z * z / 2) * erfc(z / sqrt(2)). */
const VECTORS: readonly (readonly [number, number])[] = [
  [0, 1.2533141373155003],
  [0.01, 1.2433764712490347],
  [0.3, 1.0018374009921558],
  [1, 0.6556795424187984],
  [1.7, 0.4738532689688591],
  [2.5, 0.35426511132979366],
  [4, 0.23665238291356067],
  [5.66, 0.1716131229991783],
  [7.5, 0.13107935580449176],
  [9.9, 0.10000953303383248],
  [12, 0.08276628650136918],
];

test.each(VECTORS)("Mills' ratio of %d is the reference value to the last digit or two", (z, ratio) => {
  expect(Math.abs(millsRatio(z) / ratio - 1)).toBeLessThan(5e-16);
});

test("the kernel's tail agrees with it where prices are seen", () => {
  for (let z = 0; z < 4; z += 0.01)
    expect(Math.abs((tailRatio(z) * Math.sqrt(2 * Math.PI)) / millsRatio(z) - 1)).toBeLessThan(1e-12);
});
