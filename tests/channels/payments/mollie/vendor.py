"""A stand-in of Mollie's API on loopback: payments, refunds, chargebacks, and calls that name a payment and no more.

Shapes: https://docs.mollie.com/reference, version 2. It keeps an idempotency key for an hour as Mollie does, takes no
amount with a digit too many or too few, and lets a test be the payer, the bank, and the network.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from tests.channels.payments.stand_in import Refused, StandIn, serving

KEY = "test_canary0123456789abcdef"
# https://docs.mollie.com/docs/multicurrency
_TAKEN = {"AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HUF", "NOK", "NZD", "PLN", "SEK", "USD"}  # and others
_WHOLE = {"ISK", "JPY"}
_FINAL = {"paid", "failed", "canceled", "expired"}


class Mollie(StandIn):
    """``payments`` are by id, each with its ``refunds`` and ``chargebacks`` beside it; ``links_to`` is what the links
    in lists begin with.
    """

    routes = (
        ("POST", r"/v2/payments", "make_payment"),
        ("GET", r"/v2/payments", "list_payments"),
        ("GET", r"/v2/payments/([\w]+)", "payment"),
        ("DELETE", r"/v2/payments/([\w]+)", "cancel"),
        ("POST", r"/v2/payments/([\w]+)/refunds", "make_refund"),
        ("POST", r"/v2/customers", "make_customer"),
        ("GET", r"/v2/customers/([\w]+)", "customer"),
        ("DELETE", r"/v2/customers/([\w]+)", "delete_customer"),
        ("GET", r"/v2/customers/([\w]+)/payments", "customer_payments"),
    )

    def __init__(self):
        super().__init__()
        self.payments, self.refunds, self.chargebacks, self.kept = {}, {}, {}, {}
        self.customers, self.mandates = {}, {}
        self.recurring = True  # whether ways to pay that leave a mandate are switched on
        self.says = "paid"  # what becomes of the next charge: paid, failed, pending
        self.clock, self.down, self.mode = datetime.now(UTC).replace(microsecond=0), 0, "test"
        self.links_to = "https://api.mollie.com"

    def answer(self, method, target, headers, body):
        if self.down:
            self.down -= 1
            return self.broken()
        if headers.get("authorization") != f"Bearer {KEY}":
            return 401, problem(401, "Unauthorized Request", "Missing authentication, or failed to authenticate")
        return super().answer(method, target, headers, body)

    def broken(self):
        return 500, problem(500, "Internal Server Error", "An internal server error occurred")

    # --- what the SDK calls

    def make_payment(self, headers, fields):
        return self._once("payments", headers, fields, lambda: self._payment(fields))

    def _payment(self, fields):
        self._checked(fields["amount"])
        if "localhost" in fields.get("webhookUrl", "") or "127.0.0.1" in fields.get("webhookUrl", ""):
            raise refused(
                "webhookUrl", "The webhook URL is invalid because it is unreachable from Mollie's point of view"
            )
        if len(fields["description"]) > 255:
            raise refused("description", "The description is too long")
        payment_id = self.new_id("tr_")
        sequence = fields.get("sequenceType", "oneoff")
        if sequence != "oneoff":
            self._customer(fields["customerId"])
        if sequence == "first" and not self.recurring:
            raise refused("method", "No suitable payment methods found")
        if sequence == "recurring":
            return self._recurring(payment_id, fields)
        return self._kept(
            {
                "resource": "payment",
                "id": payment_id,
                "mode": self.mode,
                "createdAt": stamp(self.clock),
                "amount": fields["amount"],
                "description": fields["description"],
                "method": None,
                "metadata": fields.get("metadata"),
                "status": "open",
                "isCancelable": False,
                "expiresAt": stamp(self.clock + timedelta(minutes=15)),
                "details": None,
                "profileId": "pfl_QkEhN94Ba",
                "sequenceType": sequence,
                **({"customerId": fields["customerId"]} if sequence == "first" else {}),
                "redirectUrl": fields["redirectUrl"],
                "webhookUrl": fields.get("webhookUrl"),
                "_links": {
                    "self": {"href": f"{self.links_to}/v2/payments/{payment_id}", "type": "application/hal+json"},
                    "checkout": {"href": f"https://www.mollie.com/checkout/select-method/{payment_id[3:]}"},
                },
            }
        )

    def _recurring(self, payment_id, fields):
        mandate = self.mandates.get(fields["mandateId"])
        if mandate is None or mandate["customer"] != fields["customerId"]:
            raise refused("mandateId", "The mandate is invalid")
        status = "pending" if mandate["method"] == "directdebit" else self.says
        return self._kept(
            {
                "resource": "payment",
                "id": payment_id,
                "mode": self.mode,
                "createdAt": stamp(self.clock),
                "amount": fields["amount"],
                "description": fields["description"],
                "method": mandate["method"],
                "metadata": fields["metadata"],
                "status": status,
                "details": {"failureReason": "insufficient_funds"} if status == "failed" else {},
                "sequenceType": "recurring",
                "customerId": fields["customerId"],
                "mandateId": fields["mandateId"],
                "webhookUrl": fields.get("webhookUrl"),
                "_links": {"self": {"href": f"{self.links_to}/v2/payments/{payment_id}"}},
            }
        )

    def make_customer(self, headers, fields):
        return self._once("customers", headers, fields, lambda: self._new_customer(fields))

    def _new_customer(self, fields):
        customer = {"resource": "customer", "id": self.new_id("cst_"), "mode": self.mode, **fields}
        self.customers[customer["id"]] = customer
        return customer

    def _customer(self, customer_id):
        if customer_id not in self.customers:
            raise Refused(404, problem(404, "Not Found", "No customer exists with token " + customer_id))
        return self.customers[customer_id]

    def customer(self, customer_id, headers, fields):
        del headers, fields
        return self._customer(customer_id)

    def delete_customer(self, customer_id, headers, fields):
        """With it go its mandates."""
        del headers, fields
        del self.customers[self._customer(customer_id)["id"]]
        self.mandates = {one: about for one, about in self.mandates.items() if about["customer"] != customer_id}
        return {}

    def customer_payments(self, customer_id, headers, fields):
        self._customer(customer_id)
        every = self.payments
        self.payments = {one: about for one, about in every.items() if about.get("customerId") == customer_id}
        listed = self.list_payments(headers, fields)
        self.payments = every
        return listed

    def settles(self, payment_id, status="paid"):
        """A debit's end, days later; gives Mollie's call."""
        return self._ends(self.payments[payment_id], status) and self.call(payment_id)

    def _kept(self, payment):
        self.payments[payment["id"]] = payment
        self.refunds[payment["id"]], self.chargebacks[payment["id"]] = [], []
        return payment

    def payment(self, payment_id, headers, fields):
        del headers
        payment = self._found_one(payment_id)
        if payment["status"] == "paid":
            back = sum(minor(one["amount"]) for one in self._sent(payment_id))
            left = f"{(minor(payment['amount']) - back) / 100:.2f}"
            payment = {**payment, "amountRemaining": {**payment["amount"], "value": left}}
        return self._with_embedded(payment, fields)

    def list_payments(self, headers, fields):
        del headers
        found = sorted(self.payments.values(), key=lambda one: (one["createdAt"], one["id"]), reverse=True)
        if "from" in fields:
            ids = [one["id"] for one in found]
            found = found[ids.index(fields["from"]) :]
        size = min(int(fields.get("limit", 50)), 2)  # short pages, so that they have to be turned
        some, rest = found[:size], found[size:]
        more = f"{self.links_to}/v2/payments?{urlencode({'from': rest[0]['id'], 'limit': size})}" if rest else None
        return {
            "count": len(some),
            "_embedded": {"payments": [self._with_embedded(one, fields) for one in some]},
            "_links": {"next": {"href": more, "type": "application/hal+json"} if more else None, "previous": None},
        }

    def cancel(self, payment_id, headers, fields):
        del headers, fields
        payment = self._found_one(payment_id)
        if not payment["isCancelable"]:
            raise refused(None, "The payment cannot be canceled")
        return self._ends(payment, "canceled")

    def make_refund(self, payment_id, headers, fields):
        return self._once(f"refunds of {payment_id}", headers, fields, lambda: self._refund(payment_id, fields))

    def _refund(self, payment_id, fields):
        payment = self._found_one(payment_id)
        self._checked(fields["amount"])
        if payment["status"] != "paid":
            raise refused("status", "The payment is not paid, and cannot be refunded")
        left = minor(payment["amount"]) - sum(minor(one["amount"]) for one in self._sent(payment_id))
        if minor(fields["amount"]) > left:
            raise refused("amount", "The specified amount cannot be refunded")
        refund = {
            "resource": "refund",
            "id": self.new_id("re_"),
            "amount": fields["amount"],
            "status": "pending",
            "createdAt": stamp(self.clock),
            "description": fields.get("description", ""),
            "metadata": fields.get("metadata"),
            "paymentId": payment_id,
        }
        self.refunds[payment_id].append(refund)
        return refund

    def _once(self, endpoint, headers, fields, make):
        """The same key with the same parameters is answered as before, for an hour; with others it is an error."""
        key = headers["idempotency-key"]
        until, before, made = self.kept.get(key, (None, None, None))
        if until and until > self.clock:
            if before != (endpoint, fields):
                raise Refused(400, problem(400, "Bad Request", "This Idempotency-Key was used with other parameters"))
            return json.loads(made)
        made = make()
        self.kept[key] = (self.clock + timedelta(hours=1), (endpoint, fields), json.dumps(made))
        return made

    def _checked(self, amount):
        currency = amount["currency"]
        if currency not in _TAKEN | _WHOLE:
            raise refused("amount.currency", "The currency is not supported")
        if not isinstance(amount["value"], str) or not re.fullmatch(
            r"\d+" if currency in _WHOLE else r"\d+\.\d\d", amount["value"]
        ):
            raise refused("amount.value", "The amount contains an invalid value")

    def _found_one(self, payment_id):
        if payment_id not in self.payments:
            raise Refused(404, problem(404, "Not Found", "No payment exists with token " + payment_id))
        return self.payments[payment_id]

    def _sent(self, payment_id):
        return [one for one in self.refunds[payment_id] if one["status"] not in {"failed", "canceled"}]

    def _with_embedded(self, payment, fields):
        wanted, more = fields.get("embed", "").split(","), {}
        for name, known in (("refunds", self.refunds), ("chargebacks", self.chargebacks)):
            if name in wanted and known[payment["id"]]:
                more[name] = known[payment["id"]]
        return {**payment, "_embedded": more} if more else payment

    # --- what payers and banks do

    def of(self, reference):
        return next(
            one for one in reversed(self.payments.values()) if (one["metadata"] or {}).get("reference") == reference
        )

    def pays(self, reference, status="paid", method="ideal", reason=None):
        """The payer on the page of this reference, who has chosen ``method``, or none; gives Mollie's call."""
        payment = self.of(reference)
        payment["method"] = method
        payment["isCancelable"] = method == "banktransfer"
        payment["details"] = {"failureReason": reason} if reason else None
        if payment["sequenceType"] == "first" and status == "paid":
            debit = method != "creditcard"
            mandate = self.new_id("mdt_")
            self.mandates[mandate] = {
                "customer": payment["customerId"],
                "method": "directdebit" if debit else "creditcard",
            }
            payment["mandateId"] = mandate
            by_iban = {"consumerName": "D LEE", "consumerAccount": "NL53INGB0654429370", "consumerBic": "INGBNL2A"}
            payment["details"] = by_iban if debit else {"cardLabel": "Visa", "cardNumber": "4242"}
        return self._ends(payment, status) and self.call(payment["id"])

    def _ends(self, payment, status):
        payment["status"] = status
        if status in _FINAL:
            payment["expiresAt"] = None
            payment["_links"].pop("checkout", None)
        return payment

    def refunds_it(self, payment_id, value, status="pending"):
        """In the dashboard."""
        amount = {**self.payments[payment_id]["amount"], "value": value}
        refund = {"resource": "refund", "id": self.new_id("re_"), "amount": amount, "status": status, "metadata": None}
        self.refunds[payment_id].append(refund)
        return self.call(payment_id)

    def charges_back(self, payment_id, value):
        amount = {**self.payments[payment_id]["amount"], "value": value}
        chargeback = {"resource": "chargeback", "id": self.new_id("chb_"), "amount": amount, "reversedAt": None}
        self.chargebacks[payment_id].append(chargeback)
        return self.call(payment_id)

    def gives_back(self, payment_id):
        """The bank decides for the contractor."""
        self.chargebacks[payment_id][-1]["reversedAt"] = stamp(self.clock)
        return self.call(payment_id)

    def call(self, payment_id):
        return f"id={payment_id}".encode()

    def webhook_of(self, reference):
        return self.of(reference)["webhookUrl"]


def stamp(moment):
    return moment.isoformat()


def minor(amount):
    return int(amount["value"].replace(".", ""))


def problem(status, title, detail, field=None):
    return {"status": status, "title": title, "detail": detail, **({"field": field} if field else {})}


def refused(field, detail):
    return Refused(422, problem(422, "Unprocessable Entity", detail, field))


__all__ = ["KEY", "Mollie", "serving"]
