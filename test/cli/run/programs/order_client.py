"""Trades with requests and websockets under Dhan's own names: places, modifies, cancels, listens, reconciles; prints one JSON line."""

import asyncio
import json
import os

import requests
import websockets

REST = "https://api.dhan.co/v2"
CLIENT_ID = os.environ["DHAN_CLIENT_ID"]
HEADERS = {"access-token": os.environ["DHAN_ACCESS_TOKEN"]}
LOGIN = {"LoginReq": {"MsgCode": 42, "ClientId": CLIENT_ID, "Token": HEADERS["access-token"]}, "UserType": "SELF"}


def call(method, path, **body):
    answer = requests.request(method, REST + path, headers=HEADERS, json=body or None, timeout=20)
    answer.raise_for_status()
    return answer.json()


def place(**terms):
    order = {
        "dhanClientId": CLIENT_ID,
        "transactionType": "BUY",
        "exchangeSegment": "NSE_FNO",
        "productType": "INTRADAY",
        "validity": "DAY",
        "securityId": "40000",
        "quantity": 65,
    }
    return call("POST", "/orders", **order, **terms)["orderId"]


async def until(socket, order_id, status, price=None):
    """Reads updates until the order has come so far; the update."""
    while True:
        data = json.loads(await asyncio.wait_for(socket.recv(), 20))["Data"]
        if data["OrderNo"] == order_id and data["Status"] == status and price in (None, data["Price"]):
            return data


async def main():
    async with websockets.connect("wss://api-order-update.dhan.co") as socket:
        await socket.send(json.dumps(LOGIN))
        # The login is not answered; a call that is answered after it gives it the time to be read.
        call("GET", "/orders")
        bought = await until(socket, place(orderType="MARKET", price=0), "TRADED")
        resting = place(orderType="LIMIT", price=1)
        await until(socket, resting, "PENDING")
        change = {"dhanClientId": CLIENT_ID, "orderId": resting, "orderType": "LIMIT", "quantity": 65, "price": 1.5, "validity": "DAY"}
        call("PUT", f"/orders/{resting}", **change)
        await until(socket, resting, "PENDING", 1.5)
        call("DELETE", f"/orders/{resting}")
        await until(socket, resting, "CANCELLED")
    book = {order["orderId"]: order["orderStatus"] for order in call("GET", "/orders")}
    traded = sum(trade["tradedQuantity"] for trade in call("GET", "/trades"))
    held = sum(position["netQty"] for position in call("GET", "/positions"))
    print(json.dumps({"statuses": sorted(book.values()), "heard": bought["TradedQty"], "traded": traded, "held": held}))


asyncio.run(main())
