"""A stand-in of Square's API on loopback: payment links, orders, payments, refunds, disputes, and signed events.

Shapes: https://developer.squareup.com/reference/square. What it answers must fit the models of Square's SDK, without a
field that they do not have. It keeps idempotency keys as Square does, and lets a test be the payer, the bank, and the
network.
"""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel
from square.types.batch_get_orders_response import BatchGetOrdersResponse
from square.types.create_payment_link_response import CreatePaymentLinkResponse
from square.types.delete_payment_link_response import DeletePaymentLinkResponse
from square.types.dispute import Dispute
from square.types.get_order_response import GetOrderResponse
from square.types.get_payment_refund_response import GetPaymentRefundResponse
from square.types.get_payment_response import GetPaymentResponse
from square.types.list_disputes_response import ListDisputesResponse
from square.types.list_payments_response import ListPaymentsResponse
from square.types.payment import Payment
from square.types.payment_refund import PaymentRefund
from square.types.refund_payment_response import RefundPaymentResponse

from tests.channels.payments.stand_in import Refused, StandIn, serving

TOKEN = "EAAAl-canary0123456789"
LOCATION = "L8CANARY01"
KEY = "canary-signature-key-0123"
URL = "https://bot.example/webhooks/square"
ABOUT = {"payment": Payment, "refund": PaymentRefund, "dispute": Dispute}


class Square(StandIn):
    """``links``, ``orders``, ``payments`` and ``disputes`` are by id; ``events`` those that were made, in order;
    ``busy``: too many calls came, and all are refused. ``says``: why no refund is made.
    """

    routes = (
        ("POST", r"/v2/online-checkout/payment-links", "make_link"),
        ("DELETE", r"/v2/online-checkout/payment-links/([\w-]+)", "delete_link"),
        ("POST", r"/v2/orders/batch-retrieve", "some_orders"),
        ("GET", r"/v2/orders/([\w-]+)", "order"),
        ("GET", r"/v2/payments", "list_payments"),
        ("GET", r"/v2/payments/([\w-]+)", "payment"),
        ("POST", r"/v2/refunds", "make_refund"),
        ("GET", r"/v2/refunds/([\w-]+)", "refund"),
        ("GET", r"/v2/disputes", "list_disputes"),
    )

    def __init__(self):
        super().__init__()
        self.links, self.orders, self.payments, self.refunds, self.disputes = {}, {}, {}, {}, {}
        self.busy, self.says = False, ""
        self.kept, self.events, self.clock = {}, [], datetime.now(UTC).replace(microsecond=0)

    def broken(self):
        return 500, {"errors": [{"category": "API_ERROR", "code": "INTERNAL_SERVER_ERROR", "detail": "try again"}]}

    def _found(self, method, path, headers, fields):
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return refused(401, "UNAUTHORIZED", "AUTHENTICATION_ERROR").content_as_answer()
        if self.busy:
            return refused(429, "RATE_LIMITED", "RATE_LIMIT_ERROR").content_as_answer()
        return super()._found(method, path, headers, fields)

    # --- what the SDK calls

    def make_link(self, headers, fields):
        del headers
        return self._once(fields, lambda: self._link(fields))

    def _link(self, fields):
        order = fields["order"]
        [item] = order["line_items"]
        price = item["base_price_money"]
        if order["location_id"] != LOCATION:
            raise refused(404, "NOT_FOUND")
        if price["amount"] < 1 or len(item["name"]) > 512 or len(order["reference_id"]) > 40:
            raise refused(400, "INVALID_VALUE")
        order_id, link_id = self.new_id("order"), self.new_id("link")
        self.orders[order_id] = {**order, "id": order_id, "state": "DRAFT", "version": 1, "total_money": price}
        link = {
            "id": link_id,
            "version": 1,
            "order_id": order_id,
            "url": f"https://square.link/u/{link_id}",
            "checkout_options": fields["checkout_options"],
            "created_at": self._now(),
        }
        self.links[link_id] = link
        return fits(CreatePaymentLinkResponse, {"payment_link": link})

    def delete_link(self, link_id, headers, fields):
        del headers, fields
        link = self.links.pop(link_id, None)
        if link is None:
            raise refused(404, "NOT_FOUND")
        self.orders[link["order_id"]]["state"] = "CANCELED"
        return fits(DeletePaymentLinkResponse, {"id": link_id, "cancelled_order_id": link["order_id"]})

    def order(self, order_id, headers, fields):
        del headers, fields
        return fits(GetOrderResponse, {"order": known(self.orders, order_id)})

    def some_orders(self, headers, fields):
        del headers
        found = [self.orders[one] for one in fields["order_ids"] if one in self.orders]
        return fits(BatchGetOrdersResponse, {"orders": found})

    def payment(self, payment_id, headers, fields):
        del headers, fields
        return fits(GetPaymentResponse, {"payment": known(self.payments, payment_id)})

    def list_payments(self, headers, fields):
        del headers
        since = datetime.fromisoformat(fields["begin_time"])
        found = [one for one in self.payments.values() if datetime.fromisoformat(one["created_at"]) >= since]
        return fits(ListPaymentsResponse, self._page("payments", found, fields))

    def list_disputes(self, headers, fields):
        del headers
        return fits(ListDisputesResponse, self._page("disputes", list(self.disputes.values()), fields))

    @staticmethod
    def _page(name, found, fields):
        """Short pages, so that the SDK has to turn them."""
        start = int(fields.get("cursor") or 0)
        page = {name: found[start : start + 2]}
        return {**page, "cursor": str(start + 2)} if len(found) > start + 2 else page

    def make_refund(self, headers, fields):
        del headers
        return self._once(fields, lambda: self._refund(fields))

    def refund(self, refund_id, headers, fields):
        del headers, fields
        return fits(GetPaymentRefundResponse, {"refund": known(self.refunds, refund_id)})

    def _refund(self, fields):
        if self.says:
            raise refused(400, self.says, "REFUND_ERROR")
        payment, amount = known(self.payments, fields["payment_id"]), fields["amount_money"]
        if payment["status"] != "COMPLETED":
            raise refused(400, "REFUND_AMOUNT_INVALID", "REFUND_ERROR")
        if payment["refunded_money"]["amount"] + amount["amount"] > payment["total_money"]["amount"]:
            raise refused(400, "REFUND_AMOUNT_INVALID", "REFUND_ERROR")
        return fits(
            RefundPaymentResponse, {"refund": self._gives_back(payment, amount["amount"], fields.get("reason"))}
        )

    def _gives_back(self, payment, minor, reason=None):
        money = payment["total_money"]
        payment["refunded_money"] = {**money, "amount": payment["refunded_money"]["amount"] + minor}
        refund = {
            "id": f"{payment['id']}_{self.new_id('refund')}",
            "status": "PENDING",
            "amount_money": {**money, "amount": minor},
            "payment_id": payment["id"],
            "order_id": payment["order_id"],
            **({"reason": reason} if reason else {}),
        }
        payment.setdefault("refund_ids", []).append(refund["id"])
        self.refunds[refund["id"]] = refund
        self._event("refund.created", "refund", refund["id"], refund)
        return refund

    def _once(self, fields, make):
        """The same key with the same fields is answered as before; with others it is an error."""
        key = fields["idempotency_key"]
        if not 1 <= len(key) <= 45:
            raise refused(400, "VALUE_TOO_LONG")
        if key in self.kept:
            before, made = self.kept[key]
            if before != fields:
                raise refused(400, "IDEMPOTENCY_KEY_REUSED")
            return made
        made = make()
        self.kept[key] = (fields, made)
        return made

    # --- what payers and banks do

    def order_of(self, reference):
        return next(one for one in reversed(self.orders.values()) if one["reference_id"] == reference)

    def pays(self, reference, status="COMPLETED", source="CARD", amount=None, currency=None):
        """The payer on the page of this reference; gives the event. One that was on its way goes on."""
        order = self.order_of(reference)
        price = order["total_money"]
        money = {"amount": amount or price["amount"], "currency": currency or price["currency"]}
        payment = next((one for one in self.payments.values() if self._goes_on(one, order)), None)
        if payment is None:
            payment = {"id": self.new_id("payment"), "created_at": self._now(), "order_id": order["id"]}
            payment |= {"location_id": LOCATION, "source_type": source, "refunded_money": {**money, "amount": 0}}
            self.payments[payment["id"]] = payment
        payment |= {"status": status, "amount_money": money, "total_money": money}
        if status == "FAILED" and source == "CARD":
            error = {"category": "PAYMENT_METHOD_ERROR", "code": "INSUFFICIENT_FUNDS"}
            payment["card_details"] = {"status": "FAILED", "errors": [error]}
        elif status != "FAILED":
            order |= {"state": "OPEN", "tenders": [{"id": payment["id"], "type": "CARD", "payment_id": payment["id"]}]}
        return self._event("payment.updated", "payment", payment["id"], payment)

    @staticmethod
    def _goes_on(payment, order):
        return payment["order_id"] == order["id"] and payment["status"] in {"APPROVED", "PENDING"}

    def refunds_it(self, payment_id, minor):
        """In the dashboard."""
        refund = self._gives_back(self.payments[payment_id], minor)
        refund["status"] = "COMPLETED"
        return self._event("refund.updated", "refund", refund["id"], refund)

    def refund_fails(self, payment_id):
        payment = self.payments[payment_id]
        refund = self.refunds[payment["refund_ids"][-1]]
        back = payment["refunded_money"]["amount"] - refund["amount_money"]["amount"]
        refund["status"], payment["refunded_money"] = "FAILED", {**payment["refunded_money"], "amount": back}
        return self._event("refund.updated", "refund", refund["id"], refund)

    def disputes_it(self, payment_id, minor, state="EVIDENCE_REQUIRED"):
        dispute_id, money = self.new_id("dispute"), self.payments[payment_id]["total_money"]
        self.disputes[dispute_id] = {
            "id": dispute_id,
            "amount_money": {**money, "amount": minor},
            "state": state,
            "disputed_payment": {"payment_id": payment_id},
            "location_id": LOCATION,
        }
        return self._event("dispute.created", "dispute", dispute_id, self.disputes[dispute_id])

    def decides(self, dispute_id, state):
        self.disputes[dispute_id]["state"] = state
        return self._event("dispute.state.updated", "dispute", dispute_id, self.disputes[dispute_id])

    def _now(self):
        return self.clock.isoformat().replace("+00:00", "Z")

    def _event(self, kind, name, about_id, about):
        self.clock += timedelta(seconds=1)
        event = {
            "merchant_id": "MCANARY",
            "type": kind,
            "event_id": self.new_id("event-"),
            "created_at": self._now(),
            "data": {"type": name, "id": about_id, "object": {name: fits(ABOUT[name], about)}},
        }
        self.events.append(json.dumps(event).encode())
        return self.events[-1]

    @staticmethod
    def signed(body, key=KEY, url=URL):
        """The headers that go with it (https://developer.squareup.com/docs/webhooks/step3validate)."""
        mac = hmac.new(key.encode(), url.encode() + body, hashlib.sha256).digest()
        return {"x-square-hmacsha256-signature": base64.b64encode(mac).decode()}


class Answered(Refused):
    def content_as_answer(self):
        return self.status, self.content


def refused(status, code, category="INVALID_REQUEST_ERROR"):
    return Answered(status, {"errors": [{"category": category, "code": code, "detail": "no"}]})


def known(things, name):
    if name not in things:
        raise refused(404, "NOT_FOUND")
    return things[name]


def fits(model, content):
    """As the SDK's model has it, or the stand-in is wrong."""
    found = model.model_validate(content)
    assert not list(strangers(found)), list(strangers(found))
    return content


def strangers(found):
    """Fields that Square does not have."""
    if isinstance(found, BaseModel):
        yield from found.model_extra or ()
        for name in type(found).model_fields:
            yield from strangers(getattr(found, name))
    elif isinstance(found, list):
        for one in found:
            yield from strangers(one)


__all__ = ["KEY", "LOCATION", "TOKEN", "URL", "Square", "serving"]
