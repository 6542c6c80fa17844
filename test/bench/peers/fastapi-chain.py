"""An option chain as a Python backend gives it: FastAPI on uvloop and httptools returns a dict. Argument: FILE, its JSON. Prints {"port": N}."""

import json
import socket
import sys

import uvicorn
from fastapi import FastAPI, Request

with open(sys.argv[1], encoding="utf8") as file:
    CHAIN = json.load(file)

app = FastAPI()


@app.post("/v2/optionchain")
async def chain(request: Request):
    await request.body()
    return CHAIN


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(100)
print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", loop="uvloop", http="httptools")).run(sockets=[listener])
