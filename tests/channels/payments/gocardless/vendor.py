"""A stand-in of GoCardless's API on loopback: billing requests, flows, mandates, payments, refunds, and signed events.

Shapes: https://developer.gocardless.com/api-reference, version 2015-07-06. A key that was used is answered with 409 and
what was made by it, whatever is asked now; it lets a test be the payer, the banks, and the network.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from tests.channels.payments.stand_in import Refused, StandIn, serving

TOKEN = "sandbox_canary0123456789abcdef"
SECRET = "canary-of-a-webhook-secret-1"
_FINAL = {"fulfilled", "cancelled"}
_SCHEMES = {"GBP": "faster_payments", "EUR": "sepa_credit_transfer"}


class GoCardless(StandIn):
    """``requests``, ``payments`` and ``refunds`` are by id; ``events`` those that were made, in order. ``copies``:
    whether a payment has the metadata of its request, which GoCardless nowhere promises.
    """

    routes = (
        ("POST", r"/billing_requests", "make_request"),
        ("GET", r"/billing_requests/(\w+)", "request"),
        ("POST", r"/billing_requests/(\w+)/actions/cancel", "cancel"),
        ("POST", r"/billing_request_flows", "make_flow"),
        ("POST", r"/billing_request_flows/(\w+)/actions/initialise", "flow"),
        ("POST", r"/payments", "make_payment"),
        ("GET", r"/payments", "list_payments"),
        ("GET", r"/payments/(\w+)", "payment"),
        ("PUT", r"/payments/(\w+)", "mark"),
        ("POST", r"/refunds", "make_refund"),
        ("GET", r"/refunds", "list_refunds"),
        ("GET", r"/refunds/(\w+)", "one_refund"),
        ("GET", r"/events", "list_events"),
        ("GET", r"/mandates/(\w+)", "mandate"),
        ("POST", r"/mandates/(\w+)/actions/cancel", "cancel_mandate"),
        ("DELETE", r"/customers/(\w+)", "remove_customer"),
        ("GET", r"/customer_bank_accounts/(\w+)", "bank_account"),
    )

    def __init__(self):
        super().__init__()
        self.requests, self.flows, self.payments, self.refunds, self.events, self.kept = {}, {}, {}, {}, [], {}
        self.says = ""  # why no refund is made
        self.mandates, self.removed = {}, set()
        self.clock, self.down, self.copies = datetime.now(UTC).replace(microsecond=0), 0, True

    def answer(self, method, target, headers, body):
        if self.down:
            self.down -= 1
            return self.broken()
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, error("invalid_api_usage", "access_token_not_found", 401)
        return super().answer(method, target, headers, body)

    def broken(self):
        return 500, error("gocardless", "internal_error", 500)

    # --- what the SDK calls

    def make_request(self, headers, fields):
        return self._once(headers, "billing_requests", self.requests, lambda: self._request(fields["billing_requests"]))

    def _request(self, asked):
        payment, mandate = asked.get("payment_request"), asked.get("mandate_request")
        if payment and payment["currency"] not in _SCHEMES:
            raise refused("payment_request.currency", "is not supported")
        if payment and int(payment["amount"]) < 1:
            raise refused("payment_request.amount", "must be greater than 0")
        if len(asked["metadata"]) > 3 or any(len(value) > 500 for value in asked["metadata"].values()):
            raise refused("metadata", "has more than 3 keys, or too long a value")
        return {
            "id": self.new_id("BRQ"),
            "created_at": stamp(self.clock),
            "status": "pending",
            "mandate_request": mandate,
            "payment_request": payment and {**payment, "scheme": _SCHEMES[payment["currency"]], "links": {}},
            "fallback_enabled": asked.get("fallback_enabled", False),
            "metadata": asked["metadata"],
            "links": {"customer": self.new_id("CU")},
        }

    def request(self, request_id, headers, fields):
        del headers, fields
        return {"billing_requests": self._mine(self.requests, request_id)}

    def cancel(self, request_id, headers, fields):
        del headers, fields
        request = self._mine(self.requests, request_id)
        if request["status"] in _FINAL:
            raise Refused(422, error("invalid_state", f"billing_request_{request['status']}", 422))
        request["status"] = "cancelled"
        return {"billing_requests": request}

    def make_flow(self, headers, fields):
        return self._once(headers, "billing_request_flows", self.flows, lambda: self._flow(fields))

    def _flow(self, fields):
        flow_id = self.new_id("BRF")
        return {
            "id": flow_id,
            "authorisation_url": f"https://pay-sandbox.gocardless.com/billing/static/flow?id={flow_id}",
            "created_at": stamp(self.clock),
            "expires_at": stamp(self.clock + timedelta(days=7)),
            **{name: value for name, value in fields["billing_request_flows"].items() if name != "prefilled_customer"},
        }

    def flow(self, flow_id, headers, fields):
        del headers, fields
        return {"billing_request_flows": self._mine(self.flows, flow_id)}

    def make_payment(self, headers, fields):
        mandate = self.mandates.get(fields["payments"]["links"]["mandate"])
        if mandate and mandate["status"] == "cancelled":
            raise Refused(422, error("invalid_state", "mandate_is_inactive", 422))
        return self._once(headers, "payments", self.payments, lambda: self._payment(**fields["payments"]))

    def mandate(self, mandate_id, headers, fields):
        del headers, fields
        return {"mandates": self._mine(self.mandates, mandate_id)}

    def cancel_mandate(self, mandate_id, headers, fields):
        del headers, fields
        mandate = self._mine(self.mandates, mandate_id)
        if mandate["status"] == "cancelled":
            raise Refused(422, error("invalid_state", "cancellation_failed", 422))
        mandate["status"] = "cancelled"
        for payment in self.payments.values():
            if payment["links"].get("mandate") == mandate_id and payment["status"] == "pending_submission":
                self.becomes(payment["id"], "cancelled", cause="mandate_cancelled")
        return {"mandates": mandate}

    def bank_account(self, account_id, headers, fields):
        del headers, fields
        return {
            "customer_bank_accounts": {
                "id": account_id,
                "bank_name": "BARCLAYS BANK PLC",
                "account_number_ending": "11",
                "currency": "GBP",
            }
        }

    def _payment(self, amount, currency, links, metadata, description="", scheme="ach", status="pending_submission"):
        return {
            "id": self.new_id("PM"),
            "created_at": stamp(self.clock),
            "amount": int(amount),
            "amount_refunded": 0,
            "currency": currency,
            "description": description,
            "links": links,
            "metadata": metadata,
            "scheme": scheme,
            "status": status,
        }

    def payment(self, payment_id, headers, fields):
        del headers, fields
        return {"payments": self._mine(self.payments, payment_id)}

    def mark(self, payment_id, headers, fields):
        del headers
        payment = self._mine(self.payments, payment_id)
        payment["metadata"] = fields["payments"]["metadata"]
        return {"payments": payment}

    def list_payments(self, headers, fields):
        del headers
        found = [
            one
            for one in self.payments.values()
            if one["created_at"] >= fields.get("created_at[gte]", "")
            and fields.get("mandate") in {None, one["links"].get("mandate")}
            and fields.get("customer") in {None, self._payer_of(one)}
        ]
        return self._page("payments", found, fields)

    def _payer_of(self, payment):
        """By its mandate, or by the request that was paid at once."""
        mandate = self.mandates.get(payment["links"].get("mandate"))
        if mandate:
            return mandate["links"]["customer"]
        asked = (one["links"] for one in self.requests.values())
        return next((one["customer"] for one in asked if one.get("payment_request_payment") == payment["id"]), None)

    def remove_customer(self, customer, headers, fields):
        del headers, fields
        known = {one["links"]["customer"] for one in self.requests.values()}
        if customer not in known - self.removed:
            raise Refused(404, error("invalid_api_usage", "resource_not_found", 404))
        self.removed.add(customer)
        return {"customers": {"id": customer}}

    def make_refund(self, headers, fields):
        return self._once(headers, "refunds", self.refunds, lambda: self._refund(fields["refunds"]))

    def _refund(self, asked):
        payment = self._mine(self.payments, asked["links"]["payment"])
        if self.says:
            raise Refused(422, error("invalid_state", self.says, 422))
        if asked["total_amount_confirmation"] != payment["amount_refunded"] + asked["amount"]:
            raise refused("total_amount_confirmation", "does not match")
        return self._sent_back(payment, asked["amount"], asked["metadata"])

    def _sent_back(self, payment, amount, metadata):
        if (
            payment["status"] not in {"confirmed", "paid_out"}
            or payment["amount_refunded"] + amount > payment["amount"]
        ):
            raise refused("amount", "is more than is left")
        payment["amount_refunded"] += amount
        return {
            "id": self.new_id("RF"),
            "amount": amount,
            "currency": payment["currency"],
            "created_at": stamp(self.clock),
            "links": {"payment": payment["id"]},
            "metadata": metadata,
            "status": "created",
        }

    def list_refunds(self, headers, fields):
        del headers
        found = [one for one in self.refunds.values() if one["links"]["payment"] == fields["payment"]]
        return self._page("refunds", found, fields)

    def one_refund(self, refund_id, headers, fields):
        del headers, fields
        return {"refunds": self._mine(self.refunds, refund_id)}

    def list_events(self, headers, fields):
        del headers
        found = [one for one in self.events if one["links"].get("payment") == fields["payment"]]
        return self._page("events", found, fields)

    def _page(self, name, found, fields):
        """Newest first, in short pages, so that they have to be turned."""
        newest = found[::-1]
        if "after" in fields:
            newest = newest[[one["id"] for one in newest].index(fields["after"]) + 1 :]
        some = newest[: min(int(fields["limit"]), 2)]
        after = some[-1]["id"] if len(newest) > len(some) else None
        return {name: some, "meta": {"cursors": {"after": after, "before": None}, "limit": len(some)}}

    def _once(self, headers, name, things, make):
        key = (name, headers["idempotency-key"])
        if key in self.kept:
            told = error("invalid_state", "idempotent_creation_conflict", 409)
            told["error"]["errors"][0]["links"] = {"conflicting_resource_id": self.kept[key]}
            raise Refused(409, told)
        made = make()
        things[made["id"]] = made
        self.kept[key] = made["id"]
        return {name: made}

    def _mine(self, things, name):
        if name not in things:
            raise Refused(404, error("invalid_api_usage", "resource_not_found", 404))
        return things[name]

    # --- what payers and banks do

    def fulfils(self, reference, *, fallback=False, pays=True):
        """The payer on the page of this reference: by their bank, or where it cannot, by a debit, of which GoCardless
        makes the payment (``pays``) or leaves it to be made. Gives the events.
        """
        request = next(one for one in self.requests.values() if one["metadata"]["reference"] == reference)
        request["status"] = "fulfilled"
        asked, links = request["payment_request"], request["links"]
        if asked is None or fallback:
            links["mandate_request_mandate"] = self.new_id("MD")
            about = {"customer": links["customer"], "customer_bank_account": self.new_id("BA")}
            mandate = {"id": links["mandate_request_mandate"], "status": "pending_submission", "links": about}
            self.mandates[mandate["id"]] = mandate
        if asked and (pays or not fallback):
            payment = self._payment(
                asked["amount"],
                asked["currency"],
                {"mandate": links.get("mandate_request_mandate")},
                dict(asked["metadata"]) if self.copies else {},
                scheme="bacs" if fallback else asked["scheme"],
            )
            self.payments[payment["id"]] = payment
            links["payment_request_payment"] = payment["id"]
        told = {"billing_request": request["id"], **{name: one for name, one in links.items() if name != "customer"}}
        return self.event("billing_requests", "fulfilled", told)

    def becomes(self, payment_id, status, action=None, cause="test"):
        """What the banks say."""
        self.payments[payment_id]["status"] = status
        return self.event("payments", action or status, {"payment": payment_id}, cause)

    def refunds_it(self, payment_id, amount):
        """In the dashboard."""
        refund = self._sent_back(self.payments[payment_id], amount, None)
        self.refunds[refund["id"]] = refund
        return self.event("refunds", "created", {"refund": refund["id"]})

    def event(self, kind, action, links, cause="test"):
        self.clock += timedelta(seconds=1)
        event = {
            "id": self.new_id("EV"),
            "created_at": stamp(self.clock),
            "resource_type": kind,
            "action": action,
            "links": links,
            "details": {"origin": "bank", "cause": cause, "description": "As the bank says."},
            "metadata": {},
        }
        self.events.append(event)
        return posted(event)

    @staticmethod
    def signed(body, secret=SECRET):
        """The headers that go with it."""
        return {"webhook-signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def posted(*events):
    """As GoCardless posts, up to 250 of them."""
    return json.dumps({"events": events, "meta": {"webhook_id": "WB123"}}).encode()


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def error(kind, reason, code):
    problems = [{"reason": reason, "message": reason}]
    return {"error": {"type": kind, "code": code, "message": reason, "errors": problems, "request_id": "dd50eaaf"}}


def refused(field, message):
    told = error("validation_failed", "", 422)
    told["error"]["errors"] = [{"field": field, "message": message, "request_pointer": f"/{field}"}]
    return Refused(422, told)


__all__ = ["SECRET", "TOKEN", "GoCardless", "posted", "serving"]
