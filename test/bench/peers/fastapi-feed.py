"""A feed as a Python backend publishes it: FastAPI on uvloop, one packet a turn, send_bytes to each subscriber.

Arguments: SUBSCRIPTIONS SECONDS FIRST_INDEX. Waits for that many subscribed legs, publishes for so long, closes everybody.
Prints {"port": N}, then {"turns": T, "seconds": S}.
"""

import asyncio
import json
import socket
import struct
import sys
import time

import uvicorn
import uvloop
from fastapi import FastAPI, WebSocket

LEGS = 400
FIRST_SECURITY_ID = 50_000
# The market of fan-out-market.ts.
LTT = 1_770_196_800
ASKED, BID = 9 * 195, 9 * 130
QUOTE = struct.Struct("<BHBIfHIfIIIffff")

wanted, seconds, first_index = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
app = FastAPI()
subscribers = [[] for _ in range(LEGS)]
subscribed = 0
is_over = asyncio.Event()


@app.websocket("/")
async def feed(websocket: WebSocket):
    global subscribed
    await websocket.accept()
    reader = asyncio.create_task(read(websocket))
    await is_over.wait()
    reader.cancel()
    await websocket.close()


async def read(websocket):
    global subscribed
    while True:
        for instrument in json.loads(await websocket.receive_text())["InstrumentList"]:
            subscribers[int(instrument["SecurityId"]) - FIRST_SECURITY_ID].append(websocket)
            subscribed += 1


def quote(leg, turn):
    price = 100 + (((first_index + leg) * 7 + turn) % 1024) / 64
    return QUOTE.pack(
        4, 50, 2, FIRST_SECURITY_ID + leg, price, 65, LTT, 101.5, 650, ASKED, BID, 100.0, 100.0, 200.0, 50.0
    )


async def publish(server):
    while subscribed < wanted:
        await asyncio.sleep(0.01)
    started = time.monotonic()
    turn = 0
    while time.monotonic() - started < seconds:
        turn += 1
        leg = (turn * 37) % LEGS
        packet = quote(leg, turn)
        for websocket in subscribers[leg]:
            await websocket.send_bytes(packet)
        await asyncio.sleep(0)
    print(json.dumps({"turns": turn, "seconds": time.monotonic() - started}), flush=True)
    is_over.set()
    await asyncio.sleep(0.5)
    server.should_exit = True


async def main():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws_ping_interval=None, ws_per_message_deflate=False))
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    publishing = asyncio.create_task(publish(server))
    await server.serve(sockets=[listener])
    await publishing


uvloop.install()
asyncio.run(main())
