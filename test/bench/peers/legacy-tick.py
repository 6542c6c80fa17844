"""The original systems' premium formula over a chain of dataclasses: one tick of the underlying reprices every option.

Arguments: OUT PASSES SPOT STEP INTERVAL STRIKE... Writes the last pass's premiums (f64; call, put of each strike) and prints
{"seconds": S} of processor time.
"""
import array
import json
import sys
import time
from dataclasses import dataclass


@dataclass
class Option:
    ltp: float = 0.0
    bid: float = 0.0
    ask: float = 0.0


@dataclass
class Strike:
    strike: float
    call: Option
    put: Option


out_path, passes, spot, step, interval = sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:6])
chain = {float(strike): Strike(float(strike), Option(), Option()) for strike in sys.argv[6:]}


def tick(underlying):
    for strike, row in chain.items():
        for option in (row.call, row.put):
            premium = max(0.05, 0.1 * underlying / (1 + 0.3 * abs(strike - underlying) / interval))
            option.ltp = premium
            option.bid = premium * 0.98
            option.ask = premium * 1.02


began = time.process_time()
for index in range(1, passes + 1):
    tick(spot + index * step)
seconds = time.process_time() - began
premiums = array.array("d", (option.ltp for row in chain.values() for option in (row.call, row.put)))
with open(out_path, "wb") as out:
    premiums.tofile(out)
print(json.dumps({"seconds": seconds}))
