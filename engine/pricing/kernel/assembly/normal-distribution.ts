/**
 * The standard normal distribution and the exponential in AssemblyScript, two doubles at a time: what the kernels beside it share.
 *
 * Constants stand in memory, because a v128 that is loaded costs one instruction and one that is spelled out four.
 */

/** 1 and 1/2, then from 16 on the coefficients of tailRatio, highest power first: seven of the numerator, eight of the denominator. */
const SHAPE: usize = memory.data<f64>([
  1.0, 0.5, 0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376, 0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461,
  296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752,
]);

export function one(): v128 {
  return v128.load64_splat(SHAPE);
}

export function half(): v128 {
  return v128.load64_splat(SHAPE, 8);
}

/** Mills' ratio over sqrt(2 * pi), by Hart and West: see tailRatio in ../../normal-distribution.ts. */
export function tailRatio(z: v128): v128 {
  let numerator = v128.load64_splat(SHAPE, 16);
  numerator = f64x2.add(f64x2.mul(numerator, z), v128.load64_splat(SHAPE, 24));
  numerator = f64x2.add(f64x2.mul(numerator, z), v128.load64_splat(SHAPE, 32));
  numerator = f64x2.add(f64x2.mul(numerator, z), v128.load64_splat(SHAPE, 40));
  numerator = f64x2.add(f64x2.mul(numerator, z), v128.load64_splat(SHAPE, 48));
  numerator = f64x2.add(f64x2.mul(numerator, z), v128.load64_splat(SHAPE, 56));
  numerator = f64x2.add(f64x2.mul(numerator, z), v128.load64_splat(SHAPE, 64));
  let denominator = v128.load64_splat(SHAPE, 72);
  denominator = f64x2.add(f64x2.mul(denominator, z), v128.load64_splat(SHAPE, 80));
  denominator = f64x2.add(f64x2.mul(denominator, z), v128.load64_splat(SHAPE, 88));
  denominator = f64x2.add(f64x2.mul(denominator, z), v128.load64_splat(SHAPE, 96));
  denominator = f64x2.add(f64x2.mul(denominator, z), v128.load64_splat(SHAPE, 104));
  denominator = f64x2.add(f64x2.mul(denominator, z), v128.load64_splat(SHAPE, 112));
  denominator = f64x2.add(f64x2.mul(denominator, z), v128.load64_splat(SHAPE, 120));
  denominator = f64x2.add(f64x2.mul(denominator, z), v128.load64_splat(SHAPE, 128));
  return f64x2.div(numerator, denominator);
}

/**
 * The least x of exp; log2(e); 1.5 * 2^52, which added to a double leaves the nearest whole number in its last bits; ln(2) in two parts, so that
 * whole numbers times the first are exact.
 */
const REDUCTION: usize = memory.data<f64>([
  -700.0, 1.4426950408889634, 6755399441055744.0, 0.6931471803691238, 1.9082149292705877e-10,
]);

/** 1 / k! for k from 0 to 13. */
const FACTORIALS: usize = memory.data<f64>([
  1.0, 1.0, 0.5, 0.16666666666666666, 0.041666666666666664, 0.008333333333333333, 0.001388888888888889,
  0.0001984126984126984, 0.0000248015873015873, 0.0000027557319223985893, 2.755731922398589e-7,
  2.505210838544172e-8, 2.08767569878681e-9, 1.6059043836821613e-10,
]);

/** e to the power of x, for x <= 0, to two units in the last place: 2^n * e^r with |r| <= ln(2) / 2 and the Taylor series of e^r. */
export function exp(x: v128): v128 {
  const bounded = f64x2.max(x, v128.load64_splat(REDUCTION));
  const rounder = v128.load64_splat(REDUCTION, 16);
  const shifted = f64x2.add(f64x2.mul(bounded, v128.load64_splat(REDUCTION, 8)), rounder);
  const n = f64x2.sub(shifted, rounder);
  const coarse = f64x2.sub(bounded, f64x2.mul(n, v128.load64_splat(REDUCTION, 24)));
  const r = f64x2.sub(coarse, f64x2.mul(n, v128.load64_splat(REDUCTION, 32)));
  const power = i64x2.add(i64x2.shl(shifted, 52), i64x2.shl(i64x2.splat(1023), 52));
  return f64x2.mul(series(r), power);
}

/** The Taylor series by pairs, pairs of pairs and so on: fewer steps that wait for one another than by Horner's rule. */
function series(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const first = f64x2.add(linear(r, 0), f64x2.mul(r2, linear(r, 16)));
  const second = f64x2.add(linear(r, 32), f64x2.mul(r2, linear(r, 48)));
  const third = f64x2.add(linear(r, 64), f64x2.mul(r2, linear(r, 80)));
  const upper = f64x2.add(third, f64x2.mul(r4, linear(r, 96)));
  const lower = f64x2.add(first, f64x2.mul(r4, second));
  return f64x2.add(lower, f64x2.mul(f64x2.mul(r4, r4), upper));
}

/** Two terms of the series: the coefficient at `offset` plus the one behind it times r. */
function linear(r: v128, offset: usize): v128 {
  const slope = v128.load64_splat(FACTORIALS + offset + 8);
  return f64x2.add(v128.load64_splat(FACTORIALS + offset), f64x2.mul(slope, r));
}
