"""Prints the coefficients of firstGuess in engine/pricing/implied-vol.ts: python3 first-guess-fit.py (needs mpmath and numpy).

For small volatilities the deviations h between forward and strike follow from X = h exp(h^2 / 2) / (1 - h millsRatio(h)) alone. With
y = ln(1 + X), h / y is fitted by a rational function of sqrt(y): least squares, weights moved to the largest errors 400 times.
"""
import numpy as np
from mpmath import erfc, exp, log1p, mp, mpf, pi, sqrt

mp.dps = 40
NUMERATOR, DENOMINATOR = 5, 6


def log_reach(deviations):
    h = mpf(float(deviations))
    ratio = sqrt(pi / 2) * exp(h * h / 2) * erfc(h / sqrt(2))
    return float(log1p(h * exp(h * h / 2) / (1 - h * ratio)))


deviations = np.concatenate([np.geomspace(1e-4, 0.1, 60), np.geomspace(0.1, 15, 400)])
y = np.array([log_reach(h) for h in deviations])
x = np.sqrt(y)
wanted = deviations / y
weights, scale = np.ones_like(x), np.ones_like(x)
best = None
for _ in range(400):
    columns = [x**power for power in range(NUMERATOR + 1)]
    columns += [-wanted * x**power for power in range(1, DENOMINATOR + 1)]
    row_weights = np.sqrt(weights) / (wanted * np.abs(scale))
    solution = np.linalg.lstsq(np.stack(columns, 1) * row_weights[:, None], wanted * row_weights, rcond=None)[0]
    numerator, denominator = solution[: NUMERATOR + 1], np.array([1, *solution[NUMERATOR + 1 :]])
    scale = np.polyval(denominator[::-1], x)
    errors = np.abs(np.polyval(numerator[::-1], x) / scale / wanted - 1)
    if best is None or errors.max() < best[0]:
        best = (errors.max(), numerator, denominator)
    weights = weights * (errors / errors.max() + 1e-3)
    weights /= weights.sum()
print("numerator, lowest power first:", [float(value) for value in best[1]])
print("denominator:", [float(value) for value in best[2]])
print("largest relative error:", best[0])
