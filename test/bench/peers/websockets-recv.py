"""The receiving side as the official SDK has it, without its decoding: PORT. Counts messages and their bytes, and tells the time."""

import asyncio
import json
import sys
import time

import websockets


async def main():
    count = length = 0
    started = 0.0
    async with websockets.connect(f"ws://127.0.0.1:{sys.argv[1]}/", compression=None) as socket:
        try:
            while True:
                message = await socket.recv()
                if count == 0:
                    started = time.monotonic()
                count += 1
                length += len(message)
        except websockets.ConnectionClosed:
            pass
    print(json.dumps({"packets": count, "bytes": length, "seconds": time.monotonic() - started}), flush=True)


asyncio.run(main())
