"""What the stand-ins of gateways share: an HTTP server on loopback that can be told to get into trouble."""

import json
import re
import sys
import threading
from collections import deque
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qsl, urlsplit


class Refused(Exception):
    """What the vendor answers instead: a status and a body."""

    def __init__(self, status, content):
        super().__init__(content)
        self.status = status
        self.content = content


class StandIn:
    """Subclasses list ``routes``: (method, pattern of the path, name of the method that answers it).

    ``troubles`` are taken one a call that writes: "500" (nothing happened), "500 after" (it did, and the answer is
    lost), "drop" (it did, and the connection breaks). ``calls`` are those that came: (method, path, headers, fields).
    ``puts_off``: while it is set, every call is answered with this status and Retry-After.
    """

    routes = ()

    def __init__(self):
        self.troubles, self.calls = deque(), []
        self._ids, self._lock = count(1), threading.RLock()
        self.url, self.puts_off = "", None

    def new_id(self, prefix):
        return f"{prefix}{next(self._ids):012d}"

    def answer(self, method, target, headers, body):
        """(status, content) or None, when the connection breaks."""
        parts = urlsplit(target)
        fields = self.fields(headers, body) if body else dict(parse_qsl(parts.query, keep_blank_values=True))
        self.calls.append((method, parts.path, headers, fields))
        trouble = self.troubles.popleft() if self.troubles and method != "GET" else ""
        if trouble == "500":
            return self.broken()
        with self._lock:
            status, content = self._found(method, parts.path, headers, fields)
        if trouble == "drop":
            return None
        return self.broken() if trouble else (status, content)

    def broken(self):
        return 500, {"error": {"type": "api_error", "message": "try again"}}

    def fields(self, headers, body):
        if "json" in headers.get("content-type", ""):
            return json.loads(body)
        return dict(parse_qsl(body.decode(), keep_blank_values=True))

    def _found(self, method, path, headers, fields):
        for known, pattern, name in self.routes:
            match = re.fullmatch(pattern, path)
            if known == method and match:
                try:
                    return 200, getattr(self, name)(*match.groups(), headers=headers, fields=fields)
                except Refused as refused:
                    return refused.status, refused.content
        return 404, {"error": {"type": "invalid_request_error", "message": f"no route {method} {path}"}}


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that hangs up is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(vendor):
    """On a free port of loopback; ``vendor.url`` says which."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else what follows the headers waits 40 ms for the other side to have them

        def log_message(self, *_):
            pass

        def _do(self):
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            read = self.rfile.read(length)
            if vendor.puts_off:
                vendor.calls.append((self.command, self.path, headers, {}))
                answered = vendor.puts_off[0], vendor.broken()[1]
            else:
                answered = vendor.answer(self.command, self.path, headers, read)
            if answered is None:
                self.close_connection = True
                return
            status, content = answered
            body = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            if vendor.puts_off:
                self.send_header("Retry-After", vendor.puts_off[1])
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _do  # noqa: N815 - the names that the server calls

    server = _Server(("127.0.0.1", 0), Handler)
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
