"""A trading backend as teams write it: Dhan's host names are hard-coded, and nothing in it knows of a rehearsal.

requests reads the profile and the scrip master, aiohttp the option chains, websockets the live feed. APP_LEGS=deaf leaves the legs
unsubscribed: the underlying then moves alone, which is the fault verify is there to find.
"""

import asyncio
import csv
import io
import json
import os
import struct

import aiohttp
import requests
import websockets
from fastapi import FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware

CLIENT_ID = os.environ["DHAN_CLIENT_ID"]
TOKEN = os.environ["DHAN_ACCESS_TOKEN"]
HEADERS = {"access-token": TOKEN, "client-id": CLIENT_ID, "Content-Type": "application/json"}
UNDERLYINGS = {"NIFTY": 13, "BANKNIFTY": 25}

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["http://localhost:5173"], allow_methods=["GET"])

prices = {}
expiries = {}
chains = {}
legs_by_id = {}
state = {"startup": "starting", "listed": 0, "feed": None}


def read_account_and_master():
    profile = requests.get("https://api.dhan.co/v2/profile", headers=HEADERS, timeout=10)
    profile.raise_for_status()
    master = requests.get("https://images.dhan.co/api-data/api-scrip-master-detailed.csv", timeout=30)
    master.raise_for_status()
    state["listed"] = sum(1 for row in csv.DictReader(io.StringIO(master.text)) if row["INSTRUMENT"] == "OPTIDX")


async def post(session, path, body):
    async with session.post("https://api.dhan.co/v2" + path, json=body, headers=HEADERS) as response:
        response.raise_for_status()
        return (await response.json())["data"]


async def read_chains():
    async with aiohttp.ClientSession() as session:
        for symbol, security_id in UNDERLYINGS.items():
            underlying = {"UnderlyingScrip": security_id, "UnderlyingSeg": "IDX_I"}
            expiries[symbol] = await post(session, "/optionchain/expirylist", underlying)
            chain = await post(session, "/optionchain", {**underlying, "Expiry": expiries[symbol][0]})
            prices[symbol] = chain["last_price"]
            chains[symbol] = {float(strike): legs_of(pair) for strike, pair in chain["oc"].items()}
            await asyncio.sleep(0.5)


def legs_of(pair):
    legs = {}
    for side in ("ce", "pe"):
        leg = pair[side]
        quote = {"ltp": leg["last_price"], "bid": leg["top_bid_price"], "ask": leg["top_ask_price"]}
        legs[side.upper()] = quote
        legs_by_id[leg["security_id"]] = quote
    return legs


def subscriptions():
    indices = [{"ExchangeSegment": "IDX_I", "SecurityId": str(id)} for id in UNDERLYINGS.values()]
    yield {"RequestCode": 15, "InstrumentCount": len(indices), "InstrumentList": indices}
    if os.environ.get("APP_LEGS") == "deaf":
        return
    ids = list(legs_by_id)
    for start in range(0, len(ids), 100):
        legs = [{"ExchangeSegment": "NSE_FNO", "SecurityId": str(id)} for id in ids[start : start + 100]]
        yield {"RequestCode": 21, "InstrumentCount": len(legs), "InstrumentList": legs}


async def follow_feed():
    url = "wss://api-feed.dhan.co?version=2&token=%s&clientId=%s&authType=2" % (TOKEN, CLIENT_ID)
    async with websockets.connect(url) as feed:
        state["feed"] = feed
        for message in subscriptions():
            await feed.send(json.dumps(message))
        state["startup"] = "ready"
        async for packet in feed:
            apply(packet)


def apply(packet):
    code, _, segment, security_id = struct.unpack_from("<BHBI", packet)
    if code not in (2, 8):
        return
    ltp = round(struct.unpack_from("<f", packet, 8)[0], 2)
    if segment == 0:
        for symbol, id in UNDERLYINGS.items():
            if id == security_id:
                prices[symbol] = ltp
    elif security_id in legs_by_id:
        leg = legs_by_id[security_id]
        leg["ltp"] = ltp
        if code == 8:
            leg["bid"], leg["ask"] = (round(price, 2) for price in struct.unpack_from("<ff", packet, 62 + 12))


@app.on_event("startup")
async def start():
    await asyncio.get_running_loop().run_in_executor(None, read_account_and_master)
    await read_chains()
    state["task"] = asyncio.create_task(follow_feed())


@app.on_event("shutdown")
async def stop():
    state["task"].cancel()
    print("backend: closed its feed and ended", flush=True)


@app.get("/health")
def health():
    is_ready = state["startup"] == "ready" and not state["task"].done()
    return {"status": "healthy" if is_ready else "degraded", "startup": {"state": state["startup"]}}


@app.get("/prices")
def all_prices():
    return {"prices": prices}


@app.get("/api/v2/options/available/underlyings")
def available_underlyings():
    return {"status": "success", "data": list(chains)}


@app.get("/api/v2/options/available/expiries")
def available_expiries(underlying: str):
    return {"status": "success", "data": expiries.get(underlying, [])[:1]}


@app.get("/api/v2/options/cache/stats")
def cache_stats():
    strikes = sum(len(chain) for chain in chains.values())
    return {
        "data": {
            "total_underlyings": len(chains),
            "total_expiries": len(chains),
            "total_strikes": strikes,
            "total_tokens": len(legs_by_id),
        }
    }


@app.get("/api/v2/options/live")
def live(underlying: str, expiry: str):
    if underlying not in chains or expiry != expiries[underlying][0]:
        raise HTTPException(404, "Option chain not found for %s %s" % (underlying, expiry))
    strikes = {str(strike): legs for strike, legs in chains[underlying].items()}
    data = {"underlying": underlying, "expiry": expiry, "underlying_ltp": prices[underlying], "strikes": strikes}
    return {"status": "success", "data": data, "source": "central_cache"}
