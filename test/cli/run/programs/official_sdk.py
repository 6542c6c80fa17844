"""Drives the official SDK, `dhanhq`, as its own README shows it; prints one JSON line per call. Dhan's hosts are built into it."""

import asyncio
import json
import os

from dhanhq import DhanContext, FullDepth, MarketFeed, dhanhq

context = DhanContext(os.environ["DHAN_CLIENT_ID"], os.environ["DHAN_ACCESS_TOKEN"])
dhan = dhanhq(context)


def say(name, fact):
    print(json.dumps({name: fact}), flush=True)


def ask(name, answer):
    """What the SDK makes of an answer: its status, and the keys of its data or the error it understood."""
    data = answer["data"]
    keys = sorted(data) if isinstance(data, dict) else type(data).__name__
    say(name, {"status": answer["status"], "data": keys, "remarks": answer["remarks"]})
    return data


profile = context.get_dhan_login().user_profile(os.environ["DHAN_ACCESS_TOKEN"])
say("profile", {"dhanClientId": profile["dhanClientId"], "dataPlan": profile["dataPlan"]})
expiries = ask("expiry_list", dhan.expiry_list(13, "IDX_I"))["data"]
chain = ask("option_chain", dhan.option_chain(13, "IDX_I", expiries[0]))["data"]
strike = min(chain["oc"], key=lambda strike: abs(float(strike) - chain["last_price"]))
leg = chain["oc"][strike]["ce"]["security_id"]
quotes = ask("quote_data", dhan.quote_data({"IDX_I": [13], "NSE_FNO": [leg]}))["data"]
say("quotes", {"index": quotes["IDX_I"]["13"]["last_price"] > 0, "depth": len(quotes["NSE_FNO"][str(leg)]["depth"]["buy"])})
today = os.environ["SCENARIO_DATE"]
ask("intraday", dhan.intraday_minute_data("13", "IDX_I", "INDEX", today, today))
ask("fund_limits", dhan.get_fund_limits())
ask("holdings", dhan.get_holdings())
ask("positions", dhan.get_positions())
ask("order_list", dhan.get_order_list())
ask("trade_book", dhan.get_trade_book())
ask("dead token", dhanhq(DhanContext("1000000001", "eyJ.eyJ.x")).get_fund_limits())

feed = MarketFeed(context, [(MarketFeed.IDX, "13", MarketFeed.Ticker), (MarketFeed.NSE_FNO, str(leg), MarketFeed.Full)])
feed.run_forever()
kinds = []
while "Full Data" not in kinds:
    packet = feed.get_data()
    kinds.append(packet["type"])
    if packet["type"] == "Full Data":
        say("full", {"security_id": packet["security_id"] == leg, "depth": len(packet["depth"]), "LTT": packet["LTT"]})
say("feed", sorted(set(kinds)))
feed.loop.run_until_complete(feed.disconnect())

asyncio.set_event_loop(asyncio.new_event_loop())
depth = FullDepth(context, [(1, "1333"), (2, str(leg))])
depth.run_forever()
depth.get_data()
say("depth", "read")
depth.close_connection()
