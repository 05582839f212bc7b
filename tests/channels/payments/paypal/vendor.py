"""A stand-in of PayPal's API on loopback: tokens, orders, captures, refunds, disputes, the search, and its word on what
it sent.

Shapes: https://developer.paypal.com/api/, orders/v2, payments/v2, customer-disputes/v1, webhooks/v1. It keeps request
ids as PayPal does, and lets a test be the payer, the bank, and the network.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.channels.payments.stand_in import Refused, StandIn, serving

CLIENT, SECRET = "client-canary", "secret-canary0123456789"
WEBHOOK = "5GP028458E2496506"
CERTIFICATE = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270"
# What a list of disputes says of each.
IN_SHORT = ("dispute_id", "status", "dispute_amount", "dispute_life_cycle_stage", "create_time")
# Stands for the private key: only the stand-in tells what it signed, as only PayPal does.
_KEY = b"private"


class PayPal(StandIn):
    """``sales``, ``captures``, ``refunds`` and ``disputes`` are by id. ``next`` is what becomes of the next capture: a
    status, or the issue of a refusal. ``raced``: another has captured each order just before. ``unlisted``: refunds
    that the list of what moved does not have yet.
    """

    routes = (
        ("POST", r"/v1/oauth2/token", "token"),
        ("POST", r"/v2/checkout/orders", "make_sale"),
        ("GET", r"/v2/checkout/orders/(\w+)", "sale"),
        ("POST", r"/v2/checkout/orders/(\w+)/capture", "capture_sale"),
        ("GET", r"/v2/payments/captures/(\w+)", "captured"),
        ("POST", r"/v2/payments/captures/(\w+)/refund", "make_refund"),
        ("GET", r"/v1/customer/disputes", "list_disputes"),
        ("GET", r"/v1/customer/disputes/([\w-]+)", "dispute"),
        ("GET", r"/v1/reporting/transactions", "search"),
        ("POST", r"/v1/notifications/verify-webhook-signature", "vouch"),
    )

    def __init__(self):
        super().__init__()
        self.says = ""  # why no refund is made
        self.sales, self.captures, self.refunds, self.disputes, self.kept = {}, {}, {}, {}, {}
        self.next, self.scopes, self.clock = (
            "COMPLETED",
            {"disputes", "search"},
            datetime.now(UTC).replace(microsecond=0),
        )
        self.raw, self.raced, self.unlisted = [], False, set()

    def new_id(self, prefix):
        return f"{prefix}{next(self._ids):014d}"

    def broken(self):
        return 500, {"name": "INTERNAL_SERVER_ERROR", "message": "try again", "details": []}

    def fields(self, headers, body):
        self.raw.append(body)
        return super().fields(headers, body) if body.strip() else {}

    def _found(self, method, path, headers, fields):
        wanted = "Bearer canary-token"
        if path == "/v1/oauth2/token":
            wanted = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if headers.get("authorization") != wanted:
            return 401, {"name": "AUTHENTICATION_FAILURE", "error": "invalid_client", "details": []}
        return super()._found(method, path, headers, fields)

    # --- what the SDK calls

    def token(self, headers, fields):
        del headers
        assert fields == {"grant_type": "client_credentials"}
        return {"access_token": "canary-token", "token_type": "Bearer", "expires_in": 32_000, "scope": "all"}

    def make_sale(self, headers, fields):
        return self._once(headers, lambda: self._sale(fields))

    def _sale(self, fields):
        [unit] = fields["purchase_units"]
        amount = unit["amount"]
        decimals = 0 if amount["currency_code"] in {"JPY", "HUF", "TWD"} else 2
        if not re.fullmatch(r"\d{1,10}" + (r"\.\d\d" if decimals else ""), amount["value"]):
            raise refused(422, "DECIMAL_PRECISION")
        if not Decimal(amount["value"]):
            raise refused(422, "CANNOT_BE_ZERO_OR_NEGATIVE")
        if max(len(unit["description"]), len(unit["custom_id"])) > 127:
            raise refused(400, "INVALID_STRING_LENGTH")
        sale_id = self.new_id("ORD")
        self.sales[sale_id] = {
            "id": sale_id,
            "intent": fields["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "payment_source": {"paypal": {}},
            "purchase_units": [{**unit, "payee": {"merchant_id": "MCANARY234567"}}],
            "create_time": self._now(),
            "links": [
                {"href": f"{self.url}/v2/checkout/orders/{sale_id}", "rel": "self", "method": "GET"},
                {
                    "href": f"https://www.paypal.com/checkoutnow?token={sale_id}",
                    "rel": "payer-action",
                    "method": "GET",
                },
            ],
        }
        return dict(self.sales[sale_id])

    def sale(self, sale_id, headers, fields):
        del headers, fields
        return shown(known(self.sales, sale_id))

    def capture_sale(self, sale_id, headers, fields):
        assert fields == {}
        sale = known(self.sales, sale_id)
        if self.raced:
            self._capture(sale)
        return self._once(headers, lambda: shown(self._capture(sale)))

    def _capture(self, sale):
        if sale["status"] == "COMPLETED":
            raise refused(422, "ORDER_ALREADY_CAPTURED")
        if sale["status"] != "APPROVED":
            raise refused(422, "ORDER_NOT_APPROVED")
        if self.next not in {"COMPLETED", "PENDING", "DECLINED"}:
            sale |= {"status": "PAYER_ACTION_REQUIRED", "update_time": self._now()}
            raise refused(403 if self.next == "PERMISSION_DENIED" else 422, self.next)
        [unit] = sale["purchase_units"]
        capture = {
            "id": self.new_id("CAP"),
            "status": self.next,
            "amount": unit["amount"],
            "custom_id": unit["custom_id"],
            "final_capture": True,
            "supplementary_data": {"related_ids": {"order_id": sale["id"]}},
            "create_time": self._now(),
        }
        if self.next == "PENDING":
            capture["status_details"] = {"reason": "ECHECK"}
        self.captures[capture["id"]] = capture
        unit.setdefault("payments", {}).setdefault("captures", []).append(capture)
        sale["status"] = "COMPLETED"
        return sale

    def captured(self, capture_id, headers, fields):
        del headers, fields
        return known(self.captures, capture_id)

    def make_refund(self, capture_id, headers, fields):
        capture = known(self.captures, capture_id)
        if self.says:
            raise refused(422, self.says)
        return self._once(headers, lambda: self._refund(capture, Decimal(fields["amount"]["value"])))

    def _refund(self, capture, value):
        left = Decimal(capture["amount"]["value"]) - self._refunded(capture)
        if value > left:
            raise refused(422, "REFUND_AMOUNT_EXCEEDED")
        refund = {
            "id": self.new_id("REF"),
            "status": "COMPLETED",
            "amount": {**capture["amount"], "value": str(value)},
            "links": [
                {"href": "https://api.paypal.com/v2/payments/refunds/REF1", "rel": "self", "method": "GET"},
                {"href": f"https://api.paypal.com/v2/payments/captures/{capture['id']}", "rel": "up", "method": "GET"},
            ],
        }
        total = {**capture["amount"], "value": str(self._refunded(capture) + value)}
        refund |= {"seller_payable_breakdown": {"total_refunded_amount": total}, "create_time": self._now()}
        self.refunds[refund["id"]] = refund
        if capture["supplementary_data"]["related_ids"]["order_id"] in self.sales:
            self._unit_of(capture)["payments"].setdefault("refunds", []).append(refund)
        capture["status"] = "REFUNDED" if value == left else "PARTIALLY_REFUNDED"
        return refund

    def _refunded(self, capture):
        several = (one for one in self.refunds.values() if of(one) == capture["id"])
        return sum((Decimal(one["amount"]["value"]) for one in several if one["status"] != "CANCELLED"), Decimal())

    def _unit_of(self, capture):
        [unit] = self.sales[capture["supplementary_data"]["related_ids"]["order_id"]]["purchase_units"]
        return unit

    def list_disputes(self, headers, fields):
        del headers
        if "disputes" not in self.scopes:
            raise refused(403, "NOT_AUTHORIZED")
        capture_id = fields["disputed_transaction_id"]
        found = [one for one in self.disputes.values() if self._is_of(one, capture_id)]
        return {"items": [{name: one[name] for name in IN_SHORT} for one in found], "links": []}

    @staticmethod
    def _is_of(dispute, capture_id):
        return dispute["disputed_transactions"][0]["seller_transaction_id"] == capture_id

    def dispute(self, dispute_id, headers, fields):
        del headers, fields
        return known(self.disputes, dispute_id)

    def search(self, headers, fields):
        """Short pages, so that they have to be turned."""
        del headers
        if "search" not in self.scopes:
            raise refused(403, "NOT_AUTHORIZED")
        since, until = (datetime.fromisoformat(fields[name]) for name in ("start_date", "end_date"))
        if until - since > timedelta(days=31):
            raise refused(400, "INVALID_REQUEST")

        def then(things):
            return [one for one in things.values() if since <= datetime.fromisoformat(one["create_time"]) < until]

        several = [self._transaction(one, "T0006") for one in then(self.captures)]
        several += [self._sent_back(one) for one in then(self.refunds) if one["id"] not in self.unlisted]
        kind = fields.get("transaction_type", "")
        several = [one for one in several if one["transaction_info"]["transaction_event_code"].startswith(kind)]
        page = int(fields["page"])
        return {
            "transaction_details": several[(page - 1) * 2 : page * 2],
            "page": page,
            "total_items": len(several),
            "total_pages": (len(several) + 1) // 2,
        }

    @staticmethod
    def _transaction(capture, code):
        info = {"transaction_id": capture["id"], "transaction_event_code": code, "transaction_status": "S"}
        custom = capture.get("custom_id")
        return {"transaction_info": {**info, "custom_field": custom} if custom else info}

    def _sent_back(self, refund):
        found = self._transaction({**refund, "custom_id": self.captures[of(refund)].get("custom_id")}, "T1107")
        amount = {**refund["amount"], "value": "-" + refund["amount"]["value"]}
        found["transaction_info"] |= {"paypal_reference_id": of(refund), "transaction_amount": amount}
        return found

    def vouch(self, headers, fields):
        """It has the event as it came, byte for byte, behind its name."""
        del headers
        if not fields["auth_algo"].isalnum():
            raise refused(400, "INVALID_PARAMETER_VALUE")
        event = self.raw[-1].split(b'"webhook_event": ', 1)[1][:-1]
        signed = signature(fields["transmission_id"], fields["transmission_time"], fields["webhook_id"], event)
        well = hmac.compare_digest(signed, fields["transmission_sig"].encode()) and fields["cert_url"] == CERTIFICATE
        return {"verification_status": "SUCCESS" if well else "FAILURE"}

    def _once(self, headers, make):
        """The same request id is answered as before."""
        key = headers["paypal-request-id"]
        if not 1 <= len(key) <= 108:
            raise refused(400, "INVALID_STRING_LENGTH")
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    # --- what payers and banks do

    def sale_of(self, reference):
        return next(one for one in reversed(self.sales.values()) if one["purchase_units"][0]["custom_id"] == reference)

    def pays(self, reference, becomes="COMPLETED"):
        """The payer on the page of this reference; gives the event. What is pending goes on."""
        sale, self.next = self.sale_of(reference), becomes
        captures = sale["purchase_units"][0].get("payments", {}).get("captures")
        if not captures:
            sale |= {"status": "APPROVED", "update_time": self._now()}
            return self._event("CHECKOUT.ORDER.APPROVED", "checkout-order", sale)
        captures[-1] |= {"status": becomes, "status_details": {}}
        return self._event(f"PAYMENT.CAPTURE.{becomes}", "capture", captures[-1])

    def refunds_it(self, capture_id, value, kind="REFUNDED"):
        """In the dashboard, or by PayPal's decision."""
        refund = self._refund(self.captures[capture_id], Decimal(value))
        return self._event(f"PAYMENT.CAPTURE.{kind}", "refund", refund)

    def disputes_it(self, capture_id, value, stage="CHARGEBACK"):
        dispute = {
            "dispute_id": self.new_id("PP-D-"),
            "disputed_transactions": [{"seller_transaction_id": capture_id}],
            "status": "UNDER_REVIEW",
            "dispute_amount": {**self.captures[capture_id]["amount"], "value": value},
            "dispute_life_cycle_stage": stage,
            "create_time": self._now(),
        }
        self.disputes[dispute["dispute_id"]] = dispute
        return self._event("CUSTOMER.DISPUTE.CREATED", "dispute", dispute)

    def decides(self, dispute_id, outcome, value=None):
        dispute = self.disputes[dispute_id]
        amount = {**dispute["dispute_amount"], "value": value} if value else dispute["dispute_amount"]
        dispute |= {"status": "RESOLVED", "dispute_outcome": {"outcome_code": outcome, "amount_refunded": amount}}
        return self._event("CUSTOMER.DISPUTE.RESOLVED", "dispute", dispute)

    def _now(self):
        self.clock += timedelta(seconds=1)
        return self.clock.isoformat().replace("+00:00", "Z")

    def _event(self, kind, resource_type, about):
        event = {
            "id": self.new_id("WH-"),
            "create_time": self._now(),
            "resource_type": resource_type,
            "event_type": kind,
            "resource": about,
            "event_version": "1.0",
        }
        return json.dumps(event).encode()

    @staticmethod
    def signed(body, certificate=CERTIFICATE, webhook=WEBHOOK):
        """The headers that go with it."""
        sent, at = "69cd13f0-d67a-11e5-baa3-778b53f4ae55", "2026-11-27T18:00:00Z"
        return {
            "paypal-auth-algo": "SHA256withRSA",
            "paypal-cert-url": certificate,
            "paypal-transmission-id": sent,
            "paypal-transmission-sig": signature(sent, at, webhook, body).decode(),
            "paypal-transmission-time": at,
        }


def of(refund):
    """The payment that it is of."""
    return refund["links"][-1]["href"].rpartition("/")[2]


def signature(sent, at, webhook, body):
    told = f"{sent}|{at}|{webhook}|{binascii.crc32(body)}".encode()
    return base64.b64encode(hmac.new(_KEY, told, hashlib.sha256).digest())


def shown(sale):
    """Within an order, a capture does not name it again."""
    sale = json.loads(json.dumps(sale))
    for capture in sale["purchase_units"][0].get("payments", {}).get("captures", ()):
        del capture["supplementary_data"]
    return sale


def refused(status, issue):
    name = {400: "INVALID_REQUEST", 403: "NOT_AUTHORIZED", 404: "RESOURCE_NOT_FOUND"}.get(
        status, "UNPROCESSABLE_ENTITY"
    )
    return Refused(status, {"name": name, "message": "no", "details": [{"issue": issue}]})


def known(things, name):
    if name not in things:
        raise refused(404, "INVALID_RESOURCE_ID")
    return things[name]


__all__ = ["CERTIFICATE", "CLIENT", "SECRET", "WEBHOOK", "PayPal", "serving"]
