"""Reference values of the 36 indicators: plain formulas over lists, without a package. `python3 reference.py > reference.json`.

Sources of the formulas: Wilder, New Concepts in Technical Trading Systems (RSI, ATR, ADX, PSAR); Appel (MACD, PPO); Lane (STOCH);
Chande and Kroll (STOCHRSI, AROON); Lambert (CCI); Blau (TSI); Williams (WILLR, AO); Hull (HMA); Mulloy (DEMA, TEMA); Ehlers (MAMA,
FISHER, ZLEMA); Kaufman (KAMA); Tillson (T3); Bollinger (BBANDS); Keltner, Donchian (KC, DC); Granville (OBV); Chaikin (AD); Quong and
Soudack (MFI); Seban (SUPERTREND). Where an average begins is written in the catalogue; pandas-ta differs there (see docs/indicators.md).
The candles are a random walk on the 0.05 tick over two IST days, with a still stretch, equal moves up and down, and candles without volume.
"""

import json
import math
from decimal import Decimal

COUNT = 120
STANDS_STILL = 1e-9  # below it a difference is the rounding of floating-point numbers
DAYS = (1770090300000, 1770176700000)  # 2026-02-03 and 2026-02-04, 09:15 IST
STILL = range(70, 78)


def candles():
    state = 20260204

    def draw(limit):
        nonlocal state
        state = (state * 1103515245 + 12345) % 2**31
        return (state >> 16) % limit

    rows = []
    close = 463010  # in ticks of 0.05
    for index in range(COUNT):
        start = DAYS[index * 2 // COUNT] + (index % (COUNT // 2)) * 60000
        opened = close
        if index not in STILL:
            close += draw(181) - 90
        high = max(opened, close) + (0 if index in STILL else draw(40))
        low = min(opened, close) - (0 if index in STILL else draw(40))
        if index % 17 == 5 and rows:  # an outside candle whose moves up and down are equal
            before = rows[-1]
            move = max(high - before["high"], before["low"] - low, 1)
            high, low = before["high"] + move, before["low"] - move
        volume = 0 if index % 23 == 11 else 50 + draw(5000)
        rows.append({"start": start, "open": opened, "high": high, "low": low, "close": close, "volume": volume})
    tick = Decimal("0.05")
    return [
        {name: (float(value * tick) if name in ("open", "high", "low", "close") else value) for name, value in row.items()}
        for row in rows
    ]


C = candles()
OPEN, HIGH, LOW, CLOSE, VOLUME, START = ([row[name] for row in C] for name in ("open", "high", "low", "close", "volume", "start"))
N = range(COUNT)
TYPICAL = [(HIGH[i] + LOW[i] + CLOSE[i]) / 3 for i in N]
MIDDLE = [(HIGH[i] + LOW[i]) / 2 for i in N]


def past(values, i, length):
    """The last `length` values up to i, None when one of them is missing."""
    window = values[i - length + 1 : i + 1] if i >= length - 1 else []
    return None if not window or None in window else window


def over(values, length, formula):
    return [None if (w := past(values, i, length)) is None else formula(w) for i in range(len(values))]


def mean(values):
    return math.fsum(values) / len(values)


def sma(values, length):
    return over(values, length, mean)


def wma(values, length):
    return over(values, length, lambda w: math.fsum(x * (k + 1) for k, x in enumerate(w)) / (length * (length + 1) / 2))


def running(values, weight):
    """Exponential average from the first value on."""
    out, last = [], None
    for x in values:
        if x is not None:
            last = x if last is None else weight * x + (1 - weight) * last
        out.append(last)
    return out


def begun(values, length):
    """None for the first length - 1 present values."""
    seen, out = 0, []
    for x in values:
        seen += x is not None
        out.append(x if seen >= length else None)
    return out


def ema(values, length):
    return begun(running(values, 2 / (length + 1)), length)


def wilder(values, length):
    out, first, last = [], [], None
    for x in values:
        if x is not None:
            if last is not None:
                last = (last * (length - 1) + x) / length
            else:
                first.append(x)
                if len(first) == length:
                    last = mean(first)
        out.append(last)
    return out


def change(values, length=1):
    return [None if i < length else values[i] - values[i - length] for i in range(len(values))]


def both(left, right, formula):
    return [None if a is None or b is None else formula(a, b) for a, b in zip(left, right)]


def named(**columns):
    names = list(columns)
    return [None if None in row else dict(zip(names, row)) for row in zip(*columns.values())]


def rsi(length):
    moves = change(CLOSE)
    gain = wilder([None if m is None else max(m, 0) for m in moves], length)
    loss = wilder([None if m is None else max(-m, 0) for m in moves], length)
    return both(gain, loss, lambda g, l: 100.0 if l == 0 else 100 * g / (g + l))


def place(values, lows, highs, length):
    """0 to 100: where the value is between the extremes of the window; 0 in an empty range."""
    bottom, top = over(lows, length, min), over(highs, length, max)
    return [
        None if b is None or t is None else (0.0 if t - b < STANDS_STILL else 100 * (x - b) / (t - b)) for x, b, t in zip(values, bottom, top)
    ]


def stochastic(k, d, smooth):
    line = sma(place(CLOSE, LOW, HIGH, k), smooth)
    return named(k=line, d=sma(line, d))


def stochastic_rsi(length, rsi_length, k, d):
    strength = rsi(rsi_length)
    line = sma(place(strength, strength, strength, length), k)
    return named(k=line, d=sma(line, d))


def macd(fast, slow, signal, percent=False):
    quick, lazy = running(CLOSE, 2 / (fast + 1)), ema(CLOSE, slow)
    line = both(quick, lazy, lambda f, s: 100 * (f - s) / s if percent else f - s)
    smooth = ema(line, signal)
    return named(**{"ppo" if percent else "macd": line, "signal": smooth, "histogram": both(line, smooth, lambda a, b: a - b)})


def cci(length):
    def formula(window):
        middle = mean(window)
        deviation = mean([abs(x - middle) for x in window])
        return 0.0 if deviation < STANDS_STILL else (window[-1] - middle) / (0.015 * deviation)

    return over(TYPICAL, length, formula)


def tsi(fast, slow, signal):
    moves = change(CLOSE)
    twice = lambda values: ema(ema(values, slow), fast)
    line = both(
        twice(moves), twice([None if m is None else abs(m) for m in moves]), lambda a, b: 0.0 if b == 0 else 100 * a / b
    )
    return named(tsi=line, signal=ema(line, signal))


def williams(length):
    top, bottom = over(HIGH, length, max), over(LOW, length, min)
    return [
        None if t is None else (-100.0 if t == b else -100 * (t - x) / (t - b)) for x, t, b in zip(CLOSE, top, bottom)
    ]


def fisher(length):
    out, x, last = [], 0.0, 0.0
    for i in N:
        window = past(MIDDLE, i, length)
        if window is None:
            out.append(None)
            continue
        width = max(window) - min(window) or 0.001
        x = 0.66 * ((window[-1] - min(window)) / width - 0.5) + 0.67 * x
        if abs(x) > 0.99:
            x = math.copysign(0.999, x)
        last = math.atanh(x) + last / 2
        out.append(last)
    return out


def hma(length):
    raw = both(wma(CLOSE, length // 2), wma(CLOSE, length), lambda half, full: 2 * half - full)
    return wma(raw, math.isqrt(length))


def dema(length):
    weight = 2 / (length + 1)
    one = running(CLOSE, weight)
    two = running(one, weight)
    return [None if i < 2 * length - 2 else 2 * one[i] - two[i] for i in N]


def tema(length):
    one = ema(CLOSE, length)
    two = ema(one, length)
    three = ema(two, length)
    return [None if three[i] is None else 3 * one[i] - 3 * two[i] + three[i] for i in N]


def vwma(length):
    paid = over([CLOSE[i] * VOLUME[i] for i in N], length, math.fsum)
    return both(paid, over(VOLUME, length, sum), lambda p, v: None if v == 0 else p / v)


def zlema(length):
    lag = (length - 1) // 2
    weight = 2 / (length + 1)
    first = max(lag - 1, 0)
    out, last = [], None
    for i in N:
        if i == first:
            last = CLOSE[i]
        elif i > first:
            last += weight * (2 * CLOSE[i] - CLOSE[i - lag] - last)
        out.append(last if i >= length - 1 else None)
    return out


def kama(length):
    out, last = [], None
    for i in N:
        if i == length - 1:
            last = CLOSE[i]
        elif i >= length:
            moved = math.fsum(abs(CLOSE[j] - CLOSE[j - 1]) for j in range(i - length + 1, i + 1))
            efficiency = 1 if moved == 0 else abs(CLOSE[i] - CLOSE[i - length]) / moved
            last += (efficiency * (2 / 3 - 2 / 31) + 2 / 31) ** 2 * (CLOSE[i] - last)
        out.append(last)
    return out


def mama(fast, slow):
    price = [x - CLOSE[0] for x in CLOSE]
    zero = [0.0] * COUNT
    smooth, detrend, q1, phase, period, i2, q2, re, im = (zero[:] for _ in range(9))
    at = lambda values, i: values[i] if i >= 12 else 0.0
    hilbert = lambda values, i, a: (
        0.0962 * at(values, i) + 0.5769 * at(values, i - 2) - 0.5769 * at(values, i - 4) - 0.0962 * at(values, i - 6)
    ) * a
    m = f = 0.0
    out = []
    for i in N:
        if i < 12:
            out.append(None)
            continue
        smooth[i] = (4 * price[i] + 3 * price[i - 1] + 2 * price[i - 2] + price[i - 3]) / 10
        a = 0.075 * at(period, i - 1) + 0.54
        detrend[i] = hilbert(smooth, i, a)
        q1[i] = hilbert(detrend, i, a)
        i1 = at(detrend, i - 3)
        i2[i] = 0.2 * (i1 - hilbert(q1, i, a)) + 0.8 * at(i2, i - 1)
        q2[i] = 0.2 * (q1[i] + hilbert(detrend, i - 3, a)) + 0.8 * at(q2, i - 1)
        re[i] = 0.2 * (i2[i] * at(i2, i - 1) + q2[i] * at(q2, i - 1)) + 0.8 * at(re, i - 1)
        im[i] = 0.2 * (i2[i] * at(q2, i - 1) - q2[i] * at(i2, i - 1)) + 0.8 * at(im, i - 1)
        last = at(period, i - 1)
        p = 360 / math.degrees(math.atan(im[i] / re[i])) if im[i] != 0 and re[i] != 0 else last
        p = min(max(p, 0.67 * last), 1.5 * last) if last > 0 else min(p, 0.0)
        period[i] = 0.2 * min(max(p, 6), 50) + 0.8 * last
        phase[i] = math.degrees(math.atan(q1[i] / i1)) if i1 != 0 else 0.0
        alpha = max(fast / max(at(phase, i - 1) - phase[i], 1), slow)
        m = alpha * price[i] + (1 - alpha) * m
        f = 0.5 * alpha * m + (1 - 0.5 * alpha) * f
        out.append(None if i < 32 else {"mama": m + CLOSE[0], "fama": f + CLOSE[0]})
    return out


def t3(length):
    a = 0.7
    e = [ema(CLOSE, length)]
    for _ in range(5):
        e.append(ema(e[-1], length))
    return [
        None
        if e[5][i] is None
        else -(a**3) * e[5][i]
        + 3 * a * a * (1 + a) * e[4][i]
        - 3 * a * (1 + 2 * a + a * a) * e[3][i]
        + (1 + a) ** 3 * e[2][i]
        for i in N
    ]


TRUE_RANGE = [
    HIGH[i] - LOW[i] if i == 0 else max(HIGH[i], CLOSE[i - 1]) - min(LOW[i], CLOSE[i - 1]) for i in N
]


def atr(length):
    return wilder(TRUE_RANGE, length)


def bollinger(length, width):
    middle = sma(CLOSE, length)
    spread = over(CLOSE, length, lambda w: math.sqrt(mean([(x - mean(w)) ** 2 for x in w])))
    return named(
        lower=both(middle, spread, lambda m, s: m - width * s),
        middle=middle,
        upper=both(middle, spread, lambda m, s: m + width * s),
    )


def keltner(length, width):
    middle, spread = ema(CLOSE, length), atr(length)
    return named(
        lower=both(middle, spread, lambda m, s: m - width * s),
        middle=middle,
        upper=both(middle, spread, lambda m, s: m + width * s),
    )


def donchian(length):
    top, bottom = over(HIGH, length, max), over(LOW, length, min)
    return named(lower=bottom, middle=both(top, bottom, lambda t, b: (t + b) / 2), upper=top)


def obv():
    out, total = [None], 0
    for i in range(1, COUNT):
        total += VOLUME[i] * ((CLOSE[i] > CLOSE[i - 1]) - (CLOSE[i] < CLOSE[i - 1]))
        out.append(total)
    return out


def distribution():
    out, total = [], 0.0
    for i in N:
        width = HIGH[i] - LOW[i]
        total += 0 if width == 0 else VOLUME[i] * (2 * CLOSE[i] - HIGH[i] - LOW[i]) / width
        out.append(total)
    return out


def vwap():
    out = []
    for i in N:
        today = [j for j in range(i + 1) if (START[j] + 19800000) // 86400000 == (START[i] + 19800000) // 86400000]
        volume = sum(VOLUME[j] for j in today)
        out.append(None if volume == 0 else math.fsum(TYPICAL[j] * VOLUME[j] for j in today) / volume)
    return out


def mfi(length):
    flow = [None] + [
        TYPICAL[i] * VOLUME[i] * ((TYPICAL[i] > TYPICAL[i - 1]) - (TYPICAL[i] < TYPICAL[i - 1])) for i in range(1, COUNT)
    ]

    def formula(window):
        total = math.fsum(abs(x) for x in window)
        return 50.0 if total == 0 else 100 * math.fsum(x for x in window if x > 0) / total

    return over(flow, length, formula)


def adx(length):
    up, down = change(HIGH), [None if m is None else -m for m in change(LOW)]
    plus = wilder(both(up, down, lambda u, d: u if u > d and u > 0 else 0.0), length)
    minus = wilder(both(up, down, lambda u, d: d if d > u and d > 0 else 0.0), length)
    ranges = wilder([None] + TRUE_RANGE[1:], length)
    share = lambda part, whole: 0.0 if whole == 0 else 100 * part / whole
    plus_di, minus_di = both(plus, ranges, share), both(minus, ranges, share)
    index = wilder(both(plus_di, minus_di, lambda p, m: share(abs(p - m), p + m)), length)
    return named(adx=index, plus_di=plus_di, minus_di=minus_di)


def parabolic(step, most):
    is_long = MIDDLE[1] >= MIDDLE[0]
    stop, extreme, pace = (LOW[0], HIGH[1], step) if is_long else (HIGH[0], LOW[1], step)
    out = [None, stop]
    for i in range(2, COUNT):
        stop += pace * (extreme - stop)
        if is_long:
            stop = min(stop, LOW[i - 1], LOW[i - 2]) if LOW[i] < stop else min(stop, LOW[i - 1])
            if HIGH[i] > extreme:
                extreme, pace = HIGH[i], min(pace + step, most)
            if LOW[i] < stop:
                is_long, stop, extreme, pace = False, extreme, LOW[i], step
        else:
            stop = max(stop, HIGH[i - 1], HIGH[i - 2]) if HIGH[i] > stop else max(stop, HIGH[i - 1])
            if LOW[i] < extreme:
                extreme, pace = LOW[i], min(pace + step, most)
            if HIGH[i] > stop:
                is_long, stop, extreme, pace = True, extreme, HIGH[i], step
                if stop >= LOW[i]:
                    stop = LOW[i] - 0.01
        out.append(stop)
    return out


def supertrend(length, width):
    spread = atr(length)
    out, last = [], None
    for i in N:
        if spread[i] is None:
            out.append(None)
            continue
        upper, lower = MIDDLE[i] + width * spread[i], MIDDLE[i] - width * spread[i]
        if last is None:
            is_up = CLOSE[i] > upper
        else:
            before_upper, before_lower, was_up = last
            if not (upper < before_upper or CLOSE[i - 1] > before_upper):
                upper = before_upper
            if not (lower > before_lower or CLOSE[i - 1] < before_lower):
                lower = before_lower
            is_up = CLOSE[i] >= lower if was_up else CLOSE[i] > upper
        last = (upper, lower, is_up)
        out.append({"supertrend": lower if is_up else upper, "direction": 1 if is_up else -1})
    return out


def aroon(length):
    since = lambda values, best: over(values, length + 1, lambda w: w[::-1].index(best(w)))
    up = [None if n is None else 100 * (length - n) / length for n in since(HIGH, max)]
    down = [None if n is None else 100 * (length - n) / length for n in since(LOW, min)]
    return named(aroon_up=up, aroon_down=down, oscillator=both(up, down, lambda a, b: a - b))


def less(left, right):
    return both(left, right, lambda a, b: a - b)


CASES = {
    "RSI_14": rsi(14),
    "RSI_2_1": [None if x is None else x / 100 for x in rsi(2)],
    "STOCH_14_3_3": stochastic(14, 3, 3),
    "STOCH_5_1_1": stochastic(5, 1, 1),
    "STOCHRSI_14_14_3_3": stochastic_rsi(14, 14, 3, 3),
    "STOCHRSI_5_3_1_2": stochastic_rsi(5, 3, 1, 2),
    "MACD_12_26_9": macd(12, 26, 9),
    "CCI_14": cci(14),
    "CCI_3": cci(3),
    "MOM_10": change(CLOSE, 10),
    "ROC_10": [None if i < 10 else 100 * (CLOSE[i] / CLOSE[i - 10] - 1) for i in N],
    "TSI_13_25_13": tsi(13, 25, 13),
    "WILLR_14": williams(14),
    "WILLR_3": williams(3),
    "AO": less(sma(MIDDLE, 5), sma(MIDDLE, 34)),
    "PPO_12_26_9": macd(12, 26, 9, percent=True),
    "FISHER_9": fisher(9),
    "FISHER_3": fisher(3),
    "SMA_10": sma(CLOSE, 10),
    "EMA_10": ema(CLOSE, 10),
    "WMA_10": wma(CLOSE, 10),
    "HMA_10": hma(10),
    "DEMA_10": dema(10),
    "TEMA_10": tema(10),
    "VWMA_10": vwma(10),
    "ZLEMA_10": zlema(10),
    "ZLEMA_2": zlema(2),
    "KAMA_10": kama(10),
    "KAMA_3": kama(3),
    "MAMA_0.5_0.05": mama(0.5, 0.05),
    "T3_10": t3(10),
    "ATR_14": atr(14),
    "NATR_14": [None if x is None else 100 * x / CLOSE[i] for i, x in enumerate(atr(14))],
    "BBANDS_20_2": bollinger(20, 2),
    "KC_20_2": keltner(20, 2),
    "DC_20": donchian(20),
    "OBV": obv(),
    "AD": distribution(),
    "VWAP": vwap(),
    "MFI_14": mfi(14),
    "MFI_3": mfi(3),
    "ADX_14": adx(14),
    "ADX_3": adx(3),
    "PSAR_0.02_0.2": parabolic(0.02, 0.2),
    "SUPERTREND_7_3": supertrend(7, 3),
    "SUPERTREND_3_1.5": supertrend(3, 1.5),
    "AROON_14": aroon(14),
}

lines = [json.dumps([row["start"], *(row[name] for name in ("open", "high", "low", "close", "volume"))]) for row in C]
print('{\n  "provenance": "reference.py beside this file: plain formulas, Python without packages",')
print('  "candles": [\n    ' + ",\n    ".join(lines) + "\n  ],")
print('  "cases": {\n    ' + ",\n    ".join(f'"{name}": {json.dumps(values)}' for name, values in CASES.items()) + "\n  }\n}")
