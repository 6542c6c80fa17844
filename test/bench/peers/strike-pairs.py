"""Price, delta, gamma, theta and vega of every option, a strike's call and put together, vectorised over all expiries.

File and output as in strike-pairs.c. Arguments: FILE OUT PASSES SPOT STEP. Prints {"seconds": S} of processor time.
"""
import json
import sys
import time

import numpy as np
from scipy.special import ndtr

path, out_path, passes, spot, step = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])
numbers = np.fromfile(path)
expiries, strikes_each = int(numbers[0]), int(numbers[1])
rows = numbers[2:].reshape(expiries, 3 + 5 * strikes_each)
years, discount, basis = (np.ascontiguousarray(rows[:, [column]]) for column in range(3))
strikes, logs, volatilities = (
    np.ascontiguousarray(rows[:, 3 + part * strikes_each : 3 + (part + 1) * strikes_each]) for part in range(3)
)
root_years = np.sqrt(years)
total = volatilities * root_years
half_total = total / 2
per_total = 1 / total
strike_value = strikes * discount
daily_rate = -np.log(discount) / years / 365
density_scale = discount / np.sqrt(2 * np.pi)
decay_scale = volatilities / (2 * 365 * root_years)
vega_scale = root_years / 100


def figures(at):
    forward = at + basis
    d1 = (np.log(forward) - logs) * per_total + half_total
    d2 = d1 - total
    below1 = ndtr(d1)
    call = discount * forward * below1 - strike_value * ndtr(d2)
    put = call - discount * forward + strike_value
    delta = discount * below1
    weight = density_scale * forward * np.exp(-0.5 * d1 * d1)
    gamma = weight * per_total / (forward * forward)
    decay = weight * decay_scale
    return (
        call,
        put,
        delta,
        delta - discount,
        gamma,
        daily_rate * call - decay,
        daily_rate * put - decay,
        weight * vega_scale,
    )


began = time.process_time()
for index in range(1, passes + 1):
    last = figures(spot + index * step)
seconds = time.process_time() - began
call, put, call_delta, put_delta, gamma, call_theta, put_theta, vega = last
pairs = ((call, put), (call_delta, put_delta), (gamma, gamma), (call_theta, put_theta), (vega, vega))
np.stack([np.stack(pair, -1).reshape(expiries, -1) for pair in pairs], 1).tofile(out_path)
print(json.dumps({"seconds": seconds}))
