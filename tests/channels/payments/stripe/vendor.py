"""A stand-in of Stripe's API on loopback: Checkout Sessions, PaymentIntents, refunds, disputes, and signed events.

Shapes: https://docs.stripe.com/api, version 2026-10-28.endive. It answers what the SDK asks, keeps idempotency keys as
Stripe does, and lets a test be the payer, the bank, and the network.
"""

import json
import re
import time
from urllib.parse import parse_qsl

from stripe import WebhookSignature

from tests.channels.payments.stand_in import Refused, StandIn, serving
from tests.channels.payments.stripe.accounts import Accounts, no_access

KEY = "sk_test_canary0123456789"
SECRET = "whsec_canary0123456789abcdef"
CONNECT_SECRET = "whsec_connect0123456789abcdef"


_OURS = {
    "account",
    "intent_metadata",
    "keeps",
    "makes_customer",
    "holds",
    "means",
}  # what the stand-in notes of an object beside what Stripe shows


class Stripe(Accounts, StandIn):
    """``sessions``, ``intents``, ``disputes`` and ``refunded`` are by id, ``events`` those that were made, in order.

    Each belongs to the platform ("") or to one of ``accounts``, and is there for who names that one in the header
    Stripe-Account alone; what is kept for a key, too. An account that was disconnected is refused. ``empty``: the
    accounts in which there is nothing to refund from.
    """

    routes = (
        ("POST", r"/v1/checkout/sessions", "make_session"),
        ("GET", r"/v1/checkout/sessions/([\w]+)", "session"),
        ("POST", r"/v1/checkout/sessions/([\w]+)/expire", "expire"),
        ("GET", r"/v1/payment_intents", "list_intents"),
        ("POST", r"/v1/payment_intents", "make_intent"),
        ("POST", r"/v1/payment_intents/([\w]+)/cancel", "cancel_intent"),
        ("POST", r"/v1/payment_intents/([\w]+)/capture", "capture_intent"),
        ("DELETE", r"/v1/customers/([\w]+)", "delete_customer"),
        ("GET", r"/v1/payment_intents/([\w]+)", "intent"),
        ("GET", r"/v1/disputes", "list_disputes"),
        ("GET", r"/v1/refunds", "list_refunds"),
        ("POST", r"/v1/refunds", "make_refund"),
        ("POST", r"/v1/accounts", "make_account"),
        ("GET", r"/v1/accounts/([\w]+)", "account"),
        ("POST", r"/v1/account_links", "make_link"),
    )

    def __init__(self):
        super().__init__()
        self.sessions, self.intents, self.charges, self.disputes, self.kept, self.events = {}, {}, {}, {}, {}, []
        self.accounts, self.links, self.refunded, self.empty = {}, [], {}, set()
        self.livemode, self.clock = False, int(time.time())
        self.methods = {}
        self.no_bank = False  # switched on in its dashboard are cards only

    def fields(self, headers, body):
        del headers
        return nested(parse_qsl(body.decode(), keep_blank_values=True))

    def _found(self, method, path, headers, fields):
        if headers.get("authorization") != f"Bearer {KEY}":
            said = {"type": "invalid_request_error", "message": "Invalid API Key provided: sk_test_******6789"}
            return 401, {"error": said}
        account = headers.get("stripe-account", "")
        if account and account not in self.accounts:
            return 403, no_access(account)
        return super()._found(method, path, headers, fields)

    # --- what the SDK calls

    def make_session(self, headers, fields):
        return self._once(headers, fields, lambda: self._session(headers, fields))

    def _session(self, headers, fields):
        prices = [item["price_data"] for item in fields["line_items"].values()]
        [currency] = {price["currency"] for price in prices}
        total = sum(int(price["unit_amount"]) for price in prices)
        left_out = set(fields.get("excluded_payment_method_types", {}).values())
        means = set(fields.get("payment_method_types", {}).values()) or {"card", "us_bank_account"} - left_out
        if self.no_bank and "card" in left_out:
            raise refused(400, "", "No valid payment method types for this Checkout Session.")
        if currency == "usd" and total < 50:
            raise refused(400, "amount_too_small", "The Checkout Session's total amount must be at least $0.50.")
        session = {
            "id": self.new_id("cs_test_"),
            "object": "checkout.session",
            "account": headers.get("stripe-account", ""),
            "amount_total": total,
            "currency": currency,
            "client_reference_id": fields["client_reference_id"],
            "created": self.clock,
            "expires_at": self.clock + 24 * 3600,
            "livemode": self.livemode,
            "metadata": fields["metadata"],
            "mode": fields["mode"],
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "intent_metadata": fields["payment_intent_data"]["metadata"],
            "keeps": fields["payment_intent_data"].get("setup_future_usage"),
            "makes_customer": fields.get("customer_creation") == "always",
            "holds": fields["payment_intent_data"].get("capture_method") == "manual",
            "means": sorted(means),
            "items": [price["product_data"]["name"] for price in prices],
        }
        session["url"] = f"https://checkout.stripe.com/c/pay/{session['id']}"
        self.sessions[session["id"]] = session
        return session

    def session(self, session_id, headers, fields):
        del fields
        return self._mine(self.sessions, session_id, headers)

    def expire(self, session_id, headers, fields):
        del fields
        session = self._mine(self.sessions, session_id, headers)
        if session["status"] != "open":
            raise refused(400, "", "Only Checkout Sessions with a status of open can be expired.")
        session |= {"status": "expired", "url": None}
        self._event("checkout.session.expired", session)
        return session

    def intent(self, intent_id, headers, fields):
        del fields
        return self._whole(self._mine(self.intents, intent_id, headers))

    def list_intents(self, headers, fields):
        since, account = int(fields.get("created[gte]", 0)), headers.get("stripe-account", "")
        found = [one for one in self.intents.values() if one["created"] >= since and one["account"] == account]
        if "customer" in fields:
            found = [one for one in found if one["customer"] == fields["customer"]]
        found.reverse()
        if "starting_after" in fields:
            ids = [one["id"] for one in found]
            found = found[ids.index(fields["starting_after"]) + 1 :]
        some = found[: min(int(fields.get("limit", 10)), 2)]  # short pages, so that the SDK has to turn them
        data = [self._whole(one) for one in some]
        return {"object": "list", "url": "/v1/payment_intents", "has_more": len(found) > len(some), "data": data}

    def list_disputes(self, headers, fields):
        return self._of_payment("disputes", self.disputes, headers, fields)

    def list_refunds(self, headers, fields):
        return self._of_payment("refunds", self.refunded, headers, fields)

    def _of_payment(self, name, things, headers, fields):
        """For a payment of another account, as for one that is not there."""
        payment = self._mine(self.intents, fields["payment_intent"], headers)["id"]
        found = [one for one in reversed(things.values()) if one["payment_intent"] == payment]
        ids = [one["id"] for one in found]
        found = found[ids.index(fields["starting_after"]) + 1 :] if "starting_after" in fields else found
        some = found[:2]  # short pages, so that the SDK has to turn them
        return {"object": "list", "url": f"/v1/{name}", "has_more": len(found) > len(some), "data": some}

    def make_refund(self, headers, fields):
        return self._once(headers, fields, lambda: self._refund(headers, fields))

    def _refund(self, headers, fields):
        intent = self._mine(self.intents, fields["payment_intent"], headers)
        charge = self.charges[intent["latest_charge"]]
        amount = int(fields["amount"])
        if intent["account"] in self.empty:
            raise refused(400, "balance_insufficient", "Insufficient funds in your Stripe balance.")
        if charge["amount_refunded"] + amount > intent["amount_received"]:
            raise refused(400, "charge_already_refunded", "Refund amount is greater than unrefunded amount on charge")
        refund = self._refunded(intent["id"], amount, fields.get("metadata", {}))
        self._event("refund.created", refund)
        return refund

    def _refunded(self, intent_id, amount, metadata):
        intent = self.intents[intent_id]
        charge = self.charges[intent["latest_charge"]]
        charge["amount_refunded"] += amount
        refund = {
            "id": self.new_id("re_"),
            "object": "refund",
            "amount": amount,
            "charge": charge["id"],
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "status": "succeeded",
            "metadata": metadata,
        }
        self.refunded[refund["id"]] = refund
        return refund

    def _once(self, headers, fields, make):
        """The same key with the same parameters is answered as before; with others it is an error."""
        key = (headers.get("stripe-account", ""), headers["idempotency-key"])
        if key in self.kept:
            before, made = self.kept[key]
            if before != fields:
                raise Refused(400, {"error": {"type": "idempotency_error", "message": "Keys were used otherwise."}})
            return made
        made = make()
        self.kept[key] = (fields, made)
        return made

    def _mine(self, things, name, headers):
        found = things.get(name)
        if found is None or found["account"] != headers.get("stripe-account", ""):
            raise refused(404, "resource_missing", f"No such object: '{name}'")
        return found

    def _whole(self, intent):
        return {**intent, "latest_charge": self.charges.get(intent["latest_charge"])}

    # --- what payers and banks do

    def pays(self, reference, outcome="succeeded", kind="card", amount=None, funding="credit"):
        """The payer on the page of this reference, and the bank that answers a debit days later; gives the events. A
        page that was completed cannot be paid on again, whatever became of that. Where the page only has the money
        held, it is, and waits to be taken. ``funding``: of the card.
        """
        session = next(one for one in reversed(self.sessions.values()) if one["client_reference_id"] == reference)
        late = session["status"] == "complete"
        assert kind not in {"card", "us_bank_account"} or kind in session["means"], "the page does not offer it"
        assert not late or self.intents[session["payment_intent"]]["status"] == "processing", "it is over"
        if session["payment_intent"] is None:
            self._begins(session)
        intent = self.intents[session["payment_intent"]]
        if outcome == "failed":
            kind = self.charges[intent["latest_charge"]]["payment_method_details"]["type"] if late else kind
            intent |= {"status": "requires_payment_method", "last_payment_error": {**PROBLEM, **method(kind)}}
            told = [self._event("payment_intent.payment_failed", intent)]
            return [*told, self._event("checkout.session.async_payment_failed", session)] if late else told
        self._charge(intent, kind, funding)
        self._keeps(intent, kind)
        if session["holds"]:
            intent |= {"status": "requires_capture", "last_payment_error": None}
            session |= {"status": "complete", "url": None}
            told = [self._event("payment_intent.amount_capturable_updated", intent)]
            return [*told, self._event("checkout.session.completed", session)]
        if outcome == "processing":
            intent["status"] = "processing"
            session |= {"status": "complete", "url": None}
            done = self._event("checkout.session.completed", session)
            return [self._event("payment_intent.processing", intent), done]
        received = intent["amount"] if amount is None else amount
        intent |= {"status": "succeeded", "amount_received": received, "last_payment_error": None}
        session |= {"status": "complete", "payment_status": "paid", "url": None}
        kind = "checkout.session.async_payment_succeeded" if late else "checkout.session.completed"
        return [self._event("payment_intent.succeeded", intent), self._event(kind, session)]

    def _begins(self, session):
        intent = {
            "id": self.new_id("pi_"),
            "object": "payment_intent",
            "account": session["account"],
            "amount": session["amount_total"],
            "amount_received": 0,
            "currency": session["currency"],
            "created": self.clock,
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": self.livemode,
            "metadata": session["intent_metadata"],
            "setup_future_usage": session["keeps"],
            "customer": self.new_id("cus_") if session["makes_customer"] else None,
            "payment_method": None,
            "status": "requires_payment_method",
        }
        self.intents[intent["id"]] = intent
        session["payment_intent"] = intent["id"]

    def _charge(self, intent, kind, funding="credit"):
        if intent["latest_charge"]:
            return
        charge = {
            "id": self.new_id("ch_"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_refunded": 0,
            "disputed": False,
            "payment_intent": intent["id"],
            "payment_method_details": {"type": kind, kind: {**_SHOWN.get(kind, {}), **funded(kind, funding)}},
        }
        self.charges[charge["id"]] = charge
        intent["latest_charge"] = charge["id"]

    def _keeps(self, intent, kind):
        if intent["setup_future_usage"] and intent["customer"] and not intent["payment_method"]:
            method = {"id": self.new_id("pm_"), "customer": intent["customer"], "kind": kind, "says": ""}
            self.methods[method["id"]] = {**method, "account": intent["account"]}
            intent["payment_method"] = method["id"]

    # --- what is charged without the payer

    def make_intent(self, headers, fields):
        made = self._once(headers, fields, lambda: self._intent(headers, fields))
        if made["status"] == "requires_payment_method":
            problem = {**made["last_payment_error"], "payment_intent": self._whole(made), "message": "Declined."}
            raise Refused(402, {"error": problem})
        return self._whole(made)

    def _intent(self, headers, fields):
        assert fields["off_session"] == fields["confirm"] == "true"
        method = self._mine(self.methods, fields["payment_method"], headers)
        if method["customer"] != fields["customer"]:
            raise refused(400, "payment_method_unexpected_state", "The payment method is not the customer's.")
        intent = {
            "id": self.new_id("pi_"),
            "object": "payment_intent",
            "account": headers.get("stripe-account", ""),
            "amount": int(fields["amount"]),
            "amount_received": 0,
            "currency": fields["currency"],
            "created": self.clock,
            "customer": fields["customer"],
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": self.livemode,
            "metadata": fields["metadata"],
            "payment_method": method["id"],
            "setup_future_usage": None,
            "status": "requires_payment_method",
        }
        self.intents[intent["id"]] = intent
        self._tries(intent, method)
        return intent

    def _tries(self, intent, method):
        """As its bank ``says``: nothing against it, that it takes days, that the payer has to act, or why not."""
        says = method["says"]
        if says == "requires_action":
            intent["status"] = says
        elif says in {"", "processing"}:
            self._charge(intent, method["kind"])
            paid = {"status": "succeeded", "amount_received": intent["amount"]}
            intent |= {"status": says} if says else paid
            self._event("payment_intent.succeeded" if not says else "payment_intent.processing", intent)
        else:
            code = says if says == "authentication_required" else "card_declined"
            intent["last_payment_error"] = {"type": "card_error", "code": code, "decline_code": says}
            self._event("payment_intent.payment_failed", intent)

    def cancel_intent(self, intent_id, headers, fields):
        del fields
        intent = self._mine(self.intents, intent_id, headers)
        if intent["status"] in {"succeeded", "canceled"}:
            said = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
            raise refused(400, "payment_intent_unexpected_state", said)
        intent["status"] = "canceled"
        self._event("payment_intent.canceled", intent)
        return self._whole(intent)

    def capture_intent(self, intent_id, headers, fields):
        return self._whole(self._once(headers, fields, lambda: self._captured(intent_id, headers, fields)))

    def _captured(self, intent_id, headers, fields):
        """What is not taken is released, and is no refund."""
        intent = self._mine(self.intents, intent_id, headers)
        if intent["status"] != "requires_capture":
            said = f"This PaymentIntent could not be captured because it has a status of {intent['status']}."
            raise refused(400, "payment_intent_unexpected_state", said)
        taken = int(fields["amount_to_capture"])
        assert taken <= intent["amount"]
        intent |= {"status": "succeeded", "amount_received": taken}
        self._event("payment_intent.succeeded", intent)
        return intent

    def runs_out(self, intent_id):
        """Nobody took what was held, within days."""
        intent = self.intents[intent_id]
        intent["status"] = "canceled"
        return self._event("payment_intent.canceled", intent)

    def delete_customer(self, customer, headers, fields):
        """With all that may be charged; payments stay."""
        del fields
        mine = [key for key, one in self.methods.items() if one["customer"] == customer]
        if not mine:
            raise refused(404, "resource_missing", f"No such customer: '{customer}'")
        for key in mine:
            self._mine(self.methods, key, headers)["customer"] = None
        return {"id": customer, "object": "customer", "deleted": True}

    def settles(self, intent_id):
        """The bank's debit arrived, days later."""
        intent = self.intents[intent_id]
        intent |= {"status": "succeeded", "amount_received": intent["amount"]}
        return self._event("payment_intent.succeeded", intent)

    def refunds(self, intent_id, amount):
        """In the dashboard."""
        self._refunded(intent_id, amount, {})
        charge = self.charges[self.intents[intent_id]["latest_charge"]]
        return self._event("charge.refunded", {**charge, "payment_intent": intent_id})

    def bounces(self, refund_id, reason="expired_or_canceled_card"):
        """The payer's bank gives a refund back, days later. The charge goes on saying that it was refunded."""
        self.refunded[refund_id] |= {"status": "failed", "failure_reason": reason}
        return self._event("refund.failed", self.refunded[refund_id])

    def disputes_it(self, intent_id, amount, status="needs_response"):
        charge = self.charges[self.intents[intent_id]["latest_charge"]]
        charge["disputed"] = True
        dispute = {
            "id": self.new_id("du_"),
            "object": "dispute",
            "amount": amount,
            "charge": charge["id"],
            "payment_intent": intent_id,
            "status": status,
        }
        self.disputes[dispute["id"]] = dispute
        return self._event("charge.dispute.created", dispute)

    def decides(self, dispute_id, status):
        self.disputes[dispute_id]["status"] = status
        return self._event("charge.dispute.closed", self.disputes[dispute_id])

    def _event(self, kind, about):
        self.clock += 1
        event = {
            "id": self.new_id("evt_"),
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": self.clock,
            "data": {"object": {key: value for key, value in about.items() if key not in _OURS}},
            "livemode": self.livemode,
            "type": kind,
        }
        account = self._account_of(about)
        event = {**event, "account": account} if account else event
        body = json.dumps(event).encode()
        self.events.append(body)
        return body

    def _account_of(self, about):
        intent = self.intents.get(about.get("payment_intent") or about["id"])
        return intent["account"] if intent else about.get("account", "")

    @staticmethod
    def secret_of(body):
        """That of the endpoint which hears of it: one for the platform, one for accounts that are connected."""
        return CONNECT_SECRET if "account" in json.loads(body) else SECRET

    @staticmethod
    def signed(body, secret=SECRET, at=None):
        """The headers that go with it, made by Stripe's own signer."""
        return {"stripe-signature": WebhookSignature.generate_signature_header(body.decode(), secret, at)}


PROBLEM = {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}


def method(kind):
    """As an error names what it was tried with."""
    return {"payment_method": {"object": "payment_method", "type": kind}}


def funded(kind, funding):
    return {"funding": funding} if kind == "card" else {}


_SHOWN = {
    "card": {"brand": "visa", "last4": "4242"},
    "us_bank_account": {"bank_name": "STRIPE TEST BANK", "last4": "6789"},
    "ideal": {"bank": "ing", "iban_last4": "9370", "generated_sepa_debit": "pm_sepa"},
}


def refused(status, code, message):
    return Refused(status, {"error": {"type": "invalid_request_error", "code": code, "message": message}})


def nested(pairs):
    """``a[b][0]=c`` as {"a": {"b": {"0": "c"}}}."""
    found = {}
    for key, value in pairs:
        names = re.findall(r"[^\[\]]+", key)
        place = found
        for name in names[:-1]:
            place = place.setdefault(name, {})
        place[names[-1]] = value
    return found


__all__ = ["CONNECT_SECRET", "KEY", "SECRET", "Stripe", "serving"]
