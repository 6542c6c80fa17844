"""Trades with the official SDK, `dhanhq`: its OrderUpdate hears of what its order calls do; prints one JSON line per fact."""

import json
import os
import threading

from dhanhq import DhanContext, OrderUpdate, dhanhq

context = DhanContext(os.environ["DHAN_CLIENT_ID"], os.environ["DHAN_ACCESS_TOKEN"])
dhan = dhanhq(context)
heard = []
news = threading.Condition()


def on_update(update):
    with news:
        heard.append((update["Data"]["OrderNo"], update["Data"]["Status"], update["Data"]["Price"]))
        news.notify_all()


def until(order_id, status, price=None):
    def is_met():
        return any(no == order_id and told == status and price in (None, at) for no, told, at in heard)

    with news:
        if not news.wait_for(is_met, 20):
            raise TimeoutError(f"{order_id} never was {status}: {heard}")


def say(name, fact):
    print(json.dumps({name: fact}), flush=True)


def place(order_type, price):
    order = dhan.place_order("40000", dhan.NSE_FNO, dhan.BUY, 65, order_type, dhan.INTRA, price)
    say("placed", order["status"])
    return order["data"]["orderId"]


updates = OrderUpdate(context)
updates.on_update = on_update
threading.Thread(target=updates.connect_to_dhan_websocket_sync, daemon=True).start()
# Its socket tells nobody when it is logged in: an order that is cancelled again and again is heard of at last.
while not heard:
    dhan.cancel_order(dhan.place_order("40000", dhan.NSE_FNO, dhan.BUY, 65, dhan.LIMIT, dhan.INTRA, 1)["data"]["orderId"])
    with news:
        news.wait(0.3)

bought = place(dhan.MARKET, 0)
until(bought, "TRADED")
resting = place(dhan.LIMIT, 1)
until(resting, "PENDING")
say("modified", dhan.modify_order(resting, dhan.LIMIT, "", 65, 1.5, 0, 0, dhan.DAY)["status"])
until(resting, "PENDING", 1.5)
say("cancelled", dhan.cancel_order(resting)["status"])
until(resting, "CANCELLED")
book = {order["orderId"]: order["orderStatus"] for order in dhan.get_order_list()["data"]}
say("book", [book[bought], book[resting]])
say("by id", dhan.get_order_by_id(bought)["data"]["orderStatus"])
say("traded", sum(trade["tradedQuantity"] for trade in dhan.get_trade_book()["data"]))
say("held", sum(position["netQty"] for position in dhan.get_positions()["data"]))
