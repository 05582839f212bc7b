"""Takes the calls that Milepost makes out of Twilio's OpenAPI descriptions, unchanged, into one file:

``python -m tests.peers.twilio_oai.extract FOLDER`` with FOLDER = ``spec/json`` of the vendor's twilio-oai repository.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

USED = Path(__file__).parent / "used.json"
_ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
CALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "twilio_api_v2010": {
        "/2010-04-01/Accounts/{Sid}.json": ("get",),
        f"{_ACCOUNT}/Messages.json": ("get", "post"),
        f"{_ACCOUNT}/Messages/{{MessageSid}}/Media.json": ("get",),
        f"{_ACCOUNT}/IncomingPhoneNumbers.json": ("get",),
        f"{_ACCOUNT}/IncomingPhoneNumbers/{{Sid}}.json": ("post",),
    },
    "twilio_content_v1": {
        "/v1/Content": ("get", "post"),
        "/v1/Content/{Sid}": ("delete",),
        "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp": ("post",),
        "/v1/ContentAndApprovals": ("get",),
    },
    "twilio_messaging_v1": {
        "/v1/Services/{Sid}": ("get", "post"),
        "/v1/Services/{ServiceSid}/PhoneNumbers": ("get",),
        "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p": ("get",),
    },
    "twilio_messaging_v2": {
        "/v2/Channels/Senders": ("get",),
        "/v2/Channels/Senders/{Sid}": ("post",),
    },
}


def extracted(folder: Path) -> dict[str, Any]:
    """One description of the named calls, with the schemas that they refer to; answers' headers are left out."""
    whole: dict[str, Any] = {"openapi": "3.0.1", "info": {}, "paths": {}, "components": {"schemas": {}}}
    for name, calls in CALLS.items():
        described = json.loads((folder / f"{name}.json").read_text())
        whole["info"] = {**described["info"], "title": "The calls of Twilio's API that Milepost makes"}
        whole["security"] = described["security"]
        whole["components"]["securitySchemes"] = described["components"]["securitySchemes"]
        for path, methods in calls.items():
            whole["paths"][path] = {method: _bare(described["paths"][path][method]) for method in methods}
            for kind, schema in _referred(whole["paths"][path], described["components"]):
                whole["components"].setdefault(kind, {})[schema] = described["components"][kind][schema]
    return whole


def _bare(operation: dict[str, Any]) -> dict[str, Any]:
    answers = {
        status: {key: value for key, value in answer.items() if key != "headers"}
        for status, answer in operation["responses"].items()
    }
    return {**operation, "responses": answers}


def _referred(part: Any, components: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(kind, name) of everything below that is only referred to, and of what that refers to."""
    seen: set[tuple[str, str]] = set()
    waiting = [part]
    while waiting:
        for kind, name in re.findall(r'"\$ref": "#/components/([^/"]+)/([^"]+)"', json.dumps(waiting.pop())):
            if (kind, name) not in seen:
                seen.add((kind, name))
                waiting.append(components[kind][name])
                yield kind, name


if __name__ == "__main__":
    USED.write_text(json.dumps(extracted(Path(sys.argv[1])), indent=1, ensure_ascii=False) + "\n")
