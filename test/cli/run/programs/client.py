"""What a Python program may try: httpx, a bare socket, a look-up, and whether its own sitecustomize has run."""

import datetime
import json
import os
import socket
import sys

import httpx


def outcome(call):
    try:
        return call()
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def connect(address):
    with socket.create_connection(address, timeout=5):
        return "connected"


headers = {"access-token": os.environ["DHAN_ACCESS_TOKEN"]}
print(
    json.dumps(
        {
            "httpx": outcome(lambda: httpx.get("https://api.dhan.co/v2/profile", headers=headers).status_code),
            "socket": outcome(lambda: connect(("192.0.2.1", 443))),
            "lookup": outcome(lambda: socket.gethostbyname("example.org")),
            "sandbox of another": outcome(lambda: connect(("unknown.dhan.co", 443))),
            "own": getattr(sys, "own_sitecustomize", None),
            "year": datetime.datetime.now().year,
        }
    )
)
