"""A stand-in of Twilio's REST API on loopback, with the faults of the real one, and of the second host for files."""

import base64
import json
import re
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from twilio.request_validator import RequestValidator

from channels.plain import segments

ACCOUNT = "AC" + "a1" * 16
TOKEN = "canary-token-0123456789abcdef"
SMS_FROM, WHATSAPP_FROM = "+15005550006", "+15005550007"
SERVICE = "MG" + "b2" * 16
PUBLIC = "https://bot.example.com"
NOWHERE = "+15005550001"
_UNKNOWN = 404, {"code": 20404, "message": "not found", "status": 404}


def signed(
    form: Mapping[str, str],
    url: str = f"{PUBLIC}/webhooks/twilio",
    token: str = TOKEN,
    algorithm: str | None = None,
) -> tuple[dict[str, str], bytes]:
    """What Twilio posts: headers and body, signed with its own SDK's signer."""
    headers = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    headers["x-twilio-signature"] = RequestValidator(token).compute_signature(url, dict(form), algorithm)
    if algorithm:
        headers["x-twilio-webhooks-signature-settings"] = f"key=webhooks_sharedkey_1,algorithm={algorithm}"
    return headers, urlencode(dict(form)).encode()


class Vendor:
    """``messages`` and ``contents`` are what it keeps, ``faults`` what it does instead of answering next creates."""

    def __init__(self):
        self.messages, self.contents, self.media, self.asked = [], {}, {}, []
        self.closed = 0  # with what status the Content API is
        self.faults, self.absent, self.numbers = deque(), {}, {SMS_FROM: {"sms_url": ""}}
        self.campaigns = []
        self.whatsapp = {"sid": "XE" + "c3" * 16, "sender_id": f"whatsapp:{WHATSAPP_FROM}", "status": "ONLINE"}
        self.service = {"inbound_request_url": None, "use_inbound_webhook_on_number": True}
        self.cdn_headers, self._ids = [], count(1)
        self.approve_all, self.silent_lists = True, 0
        self.redirect, self.cdn_host = None, "localhost"

    def sid(self, prefix):
        return f"{prefix}{next(self._ids):032x}"

    def inbound(self, **more):
        """Somebody wrote; nobody was told."""
        row = self._row(**{"direction": "inbound", "to": SMS_FROM, "from": "+14155550100", "body": "Hi", **more})
        self.messages.append(row)
        return row

    def _row(self, **more):
        at = format_datetime(datetime.now(UTC))
        return {
            "sid": self.sid("SM"),
            "account_sid": ACCOUNT,
            "api_version": "2010-04-01",
            "date_created": at,
            "date_sent": at,
            "date_updated": at,
            "error_code": None,
            "error_message": None,
            "num_media": "0",
            "num_segments": str(segments(more.get("body", "")).count),
            "price": None,
            "price_unit": "USD",
            "status": "queued",
            **more,
        }

    def create(self, form):
        to = form["To"][0]
        if to.removeprefix("whatsapp:") == NOWHERE:
            return 400, {"code": 21211, "message": f"The 'To' number {to} is not valid", "status": 400}
        content = self.contents.get(form.get("ContentSid", [""])[0])
        row = self._row(
            direction="outbound-api",
            to=to,
            body=form.get("Body", [""])[0] or shown(content),
            num_media=str(len(form.get("MediaUrl", []))),
            asked=form,
            content=content,
            **{
                "from": form.get("From", [None])[0],
                "messaging_service_sid": form.get("MessagingServiceSid", [None])[0],
            },
        )
        self.messages.append(row)
        return 201, row

    def outbound(self, to=None):
        return [m for m in self.messages if m["direction"] != "inbound" and to in (None, m["to"])]

    def answer(self, method, path, query, form):  # noqa: PLR0911 - one answer an address
        base = f"/2010-04-01/Accounts/{ACCOUNT}"
        if path == f"{base}.json":
            return 200, {"sid": ACCOUNT, "status": "active"}
        if path == f"{base}/Messages.json":
            if method == "GET" and self.silent_lists:
                self.silent_lists -= 1
                return 503, {"code": 503, "message": "no", "status": 503}
            return self.create(form) if method == "POST" else (200, self._listed(query))
        if found := re.fullmatch(rf"{base}/Messages/(\w+)/Media.json", path):
            rows = [{"sid": sid, "content_type": kind} for sid, (kind, _, of) in self.media.items() if of == found[1]]
            return 200, {"media_list": rows, "next_page_uri": None}
        if path == f"{base}/IncomingPhoneNumbers.json":
            rows = [
                {"sid": "PN" + "0" * 32, "account_sid": ACCOUNT, "phone_number": n, **more}
                for n, more in self.numbers.items()
            ]
            return 200, {"incoming_phone_numbers": [r for r in rows if query["PhoneNumber"] == [r["phone_number"]]]}
        if path.startswith(f"{base}/IncomingPhoneNumbers/"):
            self.numbers[SMS_FROM]["sms_url"] = form["SmsUrl"][0]
            return 200, {"sid": "PN" + "0" * 32}
        return self._others(method, path, form)

    def _others(self, method, path, form):  # noqa: PLR0911 - one answer an address
        if path == f"/v1/Services/{SERVICE}":
            if method == "POST":
                self.service = {
                    "inbound_request_url": form["InboundRequestUrl"][0],
                    "use_inbound_webhook_on_number": False,
                }
            return 200, {"sid": SERVICE, **self.service}
        if path == f"/v1/Services/{SERVICE}/Compliance/Usa2p":
            return 200, {"compliance": self.campaigns, "meta": {"key": "compliance"}}
        if path == f"/v1/Services/{SERVICE}/PhoneNumbers":
            return 200, {"phone_numbers": [{"phone_number": SMS_FROM}], "meta": {"key": "phone_numbers"}}
        if path == "/v2/Channels/Senders":
            rows = [self.whatsapp] if self.whatsapp else []
            return (200, {"senders": rows, "meta": {"key": "senders"}}) if self.whatsapp is not None else _UNKNOWN
        if self.whatsapp and path == f"/v2/Channels/Senders/{self.whatsapp['sid']}":
            self.whatsapp = {**self.whatsapp, "webhook": form["webhook"]}
            return 202, self.whatsapp
        if self.closed and path == "/v1/Content":
            return self.closed, {"code": self.closed, "message": "no", "status": self.closed}
        if path in ("/v1/Content", "/v1/ContentAndApprovals"):
            if method == "POST":
                sid = self.sid("HX")
                self.contents[sid] = {"sid": sid, "date_created": "2026-11-01T00:00:00Z", **form}
                return 201, self.contents[sid]
            return 200, {"contents": list(self.contents.values()), "meta": {"key": "contents"}}
        if found := re.fullmatch(r"/v1/Content/(HX\w+)/ApprovalRequests/whatsapp", path):
            status = "approved" if self.approve_all else "pending"
            self.contents[found[1]]["approval_requests"] = {**form, "status": status, "rejection_reason": ""}
            return 201, self.contents[found[1]]["approval_requests"]
        if method == "DELETE" and self.contents.pop(path.rpartition("/")[2], None):
            return 204, {}
        return _UNKNOWN

    def _listed(self, query):
        to = query.get("To", [None])[0]
        rows = [m for m in self.messages if to in (None, m["to"])]
        return {"messages": rows[::-1], "next_page_uri": None, "page": 0, "page_size": 50}


def shown(content):
    for kind in (content or {}).get("types", {}).values():
        if kind:
            return kind.get("body", "a code")  # whose words are WhatsApp's own
    return ""


class _Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else what follows the headers waits 40 ms for the other side to have them

    def log_message(self, *_):
        pass

    def do_GET(self):
        vendor, split = self.server.vendor, urlsplit(self.path)
        found = re.fullmatch(r"/2010-04-01/Accounts/\w+/Messages/\w+/Media/(ME\w+)", split.path)
        if not found:
            self._json(*self._guarded("GET", split, {}))
            return
        vendor.asked.append(("GET", self.path, dict(self.headers)))
        if vendor.absent.get(found[1], 0) > 0 or found[1] not in vendor.media:
            vendor.absent[found[1]] = vendor.absent.get(found[1], 0) - 1
            self._json(404, {"code": 20404, "status": 404, "message": "gone"})
            return
        target = vendor.redirect or f"http://{vendor.cdn_host}:{self.server.cdn_port}/{found[1]}?signed=1"
        self._json(307, {}, {"Location": target})

    def do_POST(self):
        split = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        is_json = "json" in self.headers.get("content-type", "")
        form = json.loads(body) if is_json else parse_qs(body.decode(), keep_blank_values=True)
        fault = (
            self.server.vendor.faults.popleft()
            if split.path.endswith("Messages.json") and self.server.vendor.faults
            else None
        )
        if fault in ("lost", "slow"):  # taken in, and the answer never arrives
            self._guarded("POST", split, form)
        if fault in ("lost", "reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif isinstance(fault, int):
            self._json(fault, {"code": {429: 20429}.get(fault, fault), "message": "no", "status": fault})
        elif isinstance(fault, tuple):
            self._json(400, {"code": fault[0], "message": f"about {form['To'][0]}", "status": 400})
        elif fault == "slow":
            time.sleep(1)
        else:
            self._json(*self._guarded("POST", split, form))

    def do_DELETE(self):
        self._json(*self._guarded("DELETE", urlsplit(self.path), {}))

    def _guarded(self, method, split, form):
        self.server.vendor.asked.append((method, self.path, dict(self.headers)))
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("authorization") != expected:
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        return self.server.vendor.answer(method, split.path, parse_qs(split.query), form)

    def _json(self, status, content, headers=None):
        body = b"" if status == 204 else json.dumps(content).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Cdn(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        vendor = self.server.vendor
        vendor.cdn_headers.append(dict(self.headers))
        kind, content, _ = vendor.media[urlsplit(self.path).path[1:]]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving():
    """The vendor and its address."""
    vendor = Vendor()
    api, cdn = ThreadingHTTPServer(("127.0.0.1", 0), _Api), ThreadingHTTPServer(("127.0.0.1", 0), _Cdn)
    api.vendor = cdn.vendor = vendor
    api.cdn_port = cdn.server_port
    for one in (api, cdn):
        one.daemon_threads = True
        threading.Thread(target=one.serve_forever, args=(0.05,), daemon=True).start()
    vendor.url = f"http://127.0.0.1:{api.server_port}"
    try:
        yield vendor
    finally:
        for one in (api, cdn):
            one.shutdown()
            one.server_close()


def fields(body):
    return dict(parse_qsl(body.decode(), keep_blank_values=True))
