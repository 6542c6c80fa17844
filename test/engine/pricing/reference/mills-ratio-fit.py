"""Prints the coefficients of engine/pricing/mills-ratio.ts: python3 mills-ratio-fit.py (needs mpmath, runs half a minute).

A rational function that equals Mills' ratio at Chebyshev nodes of x, where z = 4 (1 + x) / (1 - x), over 0 <= z <= 12.
"""
from mpmath import cos, erfc, exp, lu_solve, matrix, mp, mpf, nstr, pi, sqrt

mp.dps = 60
DEGREE = 8
Z_MAX = mpf(12)
SCALE = mpf(4)


def mills_ratio(z):
    return sqrt(pi / 2) * exp(z * z / 2) * erfc(z / sqrt(2))


def z_of(x):
    return SCALE * (1 + x) / (1 - x)


def horner(coefficients, z):
    value = mpf(0)
    for coefficient in reversed(coefficients):
        value = value * z + coefficient
    return value


x_max = (Z_MAX - SCALE) / (Z_MAX + SCALE)
count = 2 * DEGREE + 2
system, right = matrix(count, count), matrix(count, 1)
for row in range(count):
    z = z_of((x_max - 1) / 2 + (x_max + 1) / 2 * cos(pi * (2 * row + 1) / (2 * count)))
    ratio = mills_ratio(z)
    for power in range(DEGREE + 1):
        system[row, power] = z**power
        system[row, DEGREE + 1 + power] = -ratio * z ** (power + 1)
    right[row] = ratio
solution = list(lu_solve(system, right))
numerator, denominator = solution[: DEGREE + 1], [mpf(1), *solution[DEGREE + 1 :]]
worst = max(
    abs(horner(numerator, z) / horner(denominator, z) / mills_ratio(z) - 1)
    for z in (z_of(-1 + (x_max + 1) * mpf(step) / 3000) for step in range(3001))
)
print("numerator, lowest power first:", [float(value) for value in numerator])
print("denominator:", [float(value) for value in denominator])
print("largest relative error:", nstr(worst, 3))
