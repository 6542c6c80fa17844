#!/usr/bin/python3
"""A stand-alone client of the live feed, to show that the mock exchange speaks to programs that share no code with it.

Usage: websockets-client.py URL SEGMENT:ID [SEGMENT:ID ...] MODE COUNT [--timeout SECONDS] [--ca FILE] [--to PORT]
MODE is a request code: 15 ticker, 17 quote, 21 full. Prints one JSON line per packet.
--ca trusts that authority alone; --to goes to that port of this machine, whatever host the URL names.
Exit codes: 0 after COUNT packets, 1 on timeout or a lost connection, 2 on wrong arguments.
Needs only Debian's python3-websockets. Struct formats: dhan-v2-wire 6.4, 6.5.
"""

import argparse
import asyncio
import json
import ssl
import struct
import sys

import websockets

HEADER = struct.Struct("<BHBI")
DEPTH_ROW = struct.Struct("<IIHHff")
QUOTE_NAMES = ("ltp", "lastQuantity", "ltt", "averagePrice", "volume", "totalSellQuantity", "totalBuyQuantity")
DAY_NAMES = ("open", "close", "high", "low")
LAYOUTS = {
    2: ("ticker", struct.Struct("<BHBIfI"), ("ltp", "ltt")),
    4: ("quote", struct.Struct("<BHBIfHIfIIIffff"), QUOTE_NAMES + DAY_NAMES),
    5: ("oi", struct.Struct("<BHBII"), ("oi",)),
    6: ("previous-close", struct.Struct("<BHBIfI"), ("previousClose", "previousOi")),
    8: ("full", struct.Struct("<BHBIfHIfIIIIIIffff100s"), QUOTE_NAMES + ("oi", "oiDayHigh", "oiDayLow") + DAY_NAMES + ("depth",)),
    50: ("disconnect", struct.Struct("<BHBIH"), ("reason",)),
}
DEPTH_NAMES = ("bidQuantity", "askQuantity", "bidOrders", "askOrders", "bidPrice", "askPrice")
INSTRUMENTS_PER_MESSAGE = 100


def readable(value):
    """Floats to paise, depth bytes to rows, anything else as it is."""
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, bytes):
        return [dict(zip(DEPTH_NAMES, map(readable, row))) for row in DEPTH_ROW.iter_unpack(value)]
    return value


def packets(message):
    """Every packet of one binary message, split by the header's length."""
    at = 0
    while at < len(message):
        code, length, segment, security_id = HEADER.unpack_from(message, at)
        if code not in LAYOUTS:
            raise ValueError(f"packet code {code} at byte {at} has no layout")
        kind, layout, names = LAYOUTS[code]
        if length != layout.size:
            raise ValueError(f"packet {code} at byte {at}: expected length {layout.size}, was {length}")
        values = layout.unpack_from(message, at)[4:]
        yield {"kind": kind, "segment": segment, "securityId": security_id, **dict(zip(names, map(readable, values)))}
        at += length


def subscriptions(mode, instruments):
    for start in range(0, len(instruments), INSTRUMENTS_PER_MESSAGE):
        part = instruments[start : start + INSTRUMENTS_PER_MESSAGE]
        listed = [{"ExchangeSegment": segment, "SecurityId": security_id} for segment, security_id in part]
        yield json.dumps({"RequestCode": mode, "InstrumentCount": len(listed), "InstrumentList": listed})


def connection(given):
    """Keyword arguments of the connection: whom to trust, and where the host of the URL really is."""
    options = {"compression": None}
    if given.ca is not None:
        options["ssl"] = ssl.create_default_context(cafile=given.ca)
        options["ssl"].verify_flags |= ssl.VERIFY_X509_STRICT
    if given.to is not None:
        options.update(host="127.0.0.1", port=given.to)
    return options


async def receive(given):
    instruments, mode, count = given.instruments, given.mode, given.count
    async with websockets.connect(given.url, **connection(given)) as socket:
        for message in subscriptions(mode, instruments):
            await socket.send(message)
        received = 0
        async for message in socket:
            if not isinstance(message, bytes):
                raise ValueError("expected a binary message, was text")
            for packet in packets(message):
                print(json.dumps(packet), flush=True)
                received += 1
                if received == count:
                    return
        raise ConnectionError(f"the feed closed after {received} of {count} packets")


def instrument(text):
    segment, _, security_id = text.partition(":")
    if not segment or not security_id.isdigit():
        raise argparse.ArgumentTypeError(f"expected SEGMENT:ID, was {text}")
    return segment, security_id


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("instruments", nargs="+", type=instrument)
    parser.add_argument("mode", type=int, choices=(15, 17, 21))
    parser.add_argument("count", type=int)
    parser.add_argument("--timeout", type=float, default=10.0)
    parser.add_argument("--ca")
    parser.add_argument("--to", type=int)
    return parser.parse_args()


def main():
    given = arguments()
    try:
        asyncio.run(asyncio.wait_for(receive(given), given.timeout))
    except asyncio.TimeoutError:
        print(f"timeout after {given.timeout} s", file=sys.stderr)
        return 1
    except (OSError, ValueError, struct.error, websockets.exceptions.WebSocketException) as error:
        # The exception's text may hold the URL, and the URL holds the token.
        print(f"{type(error).__name__}: {str(error).replace(given.url, 'URL')}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
