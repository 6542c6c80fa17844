"""Writes black76-reference.json beside it: python3 black76-reference.py (needs mpmath).

Black-76 at 60 digits over everything that trades and beyond: a minute to two years, 1 to 300 % a year, forwards of 5,000 to
90,000 rupees, strikes up to twelve deviations away. One row an option pair: forward, strike, years, volatility, discount, price of
the call, price of the put.
"""
import json
import math
import pathlib
import random

from mpmath import erfc, log, mp, mpf, sqrt

mp.dps = 60
ROWS = 800
MINUTE = 1 / 525_600


def below(z):
    return erfc(-z / sqrt(2)) / 2


def between(low, high):
    return math.exp(random.uniform(math.log(low), math.log(high)))


def significant(value):
    return float(f"{value:.12g}")


random.seed(1)
rows = []
while len(rows) < ROWS:
    years, volatility = significant(between(MINUTE, 2)), significant(between(0.01, 3))
    forward, discount = round(between(5_000, 90_000), 2), significant(math.exp(-0.065 * years))
    deviations = 0 if len(rows) % 40 == 0 else random.uniform(-12, 12)
    strike = round(forward * math.exp(deviations * volatility * math.sqrt(years)), 2)
    if strike < 50:
        continue
    total = mpf(volatility) * sqrt(mpf(years))
    d1 = log(mpf(forward) / mpf(strike)) / total + total / 2
    d2 = d1 - total
    call = discount * (forward * below(d1) - strike * below(d2))
    put = discount * (strike * below(-d2) - forward * below(-d1))
    if min(call, put) > mpf("1e-60"):
        rows.append([forward, strike, years, volatility, discount, float(call), float(put)])
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
print(f"{len(rows)} pairs written to {target}")
