"""Prism (npm @stoplight/prism-cli) serving Twilio's own description of its API, which judges every request."""

import contextlib
import json
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from channels.twilio.contents import SESSION
from tests.channels.twilio.vendor import WHATSAPP_FROM
from tests.peers.running import NODE, PATIENCE, PEERS, any_port, served
from tests.peers.twilio_oai.extract import USED

_COMMAND = str(PEERS / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js")


def stricter(described: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The vendor's description, where a field of a JSON body that it does not know is a fault and lists are sent as
    its SDKs send them. Its examples show these templates, approved; old buttons of ours; a photo that somebody sent.
    """
    for path in described["paths"].values():
        for operation in path.values():
            for kind, body in operation.get("requestBody", {}).get("content", {}).items():
                if "json" in kind:
                    _forbid_unknown(body["schema"], described["components"]["schemas"])
                else:
                    lists = [name for name, one in body["schema"]["properties"].items() if one.get("type") == "array"]
                    body["encoding"] = {name: {"style": "form", "explode": True} for name in lists}
    _show(described, "/v1/ContentAndApprovals", [_content(n, name) for n, name in enumerate(names)])
    _show(described, "/v2/Channels/Senders", [_sender()], key="senders")
    _show(described, "/v1/Content", [_content(0, f"{SESSION}{'0' * 32}")])
    messages = described["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"]["get"]["responses"]["200"]
    examples = messages["content"]["application/json"]["examples"]
    page = examples["readFullPage1"]["value"]
    said = {**page["messages"][0], "direction": "inbound", "num_media": "1"}
    examples["readFullPage1"] = {"value": {**page, "messages": [said], "next_page_uri": None}}
    return described


def _sender() -> dict[str, Any]:
    return {"sid": f"XE{0:032x}", "status": "ONLINE", "sender_id": f"whatsapp:{WHATSAPP_FROM}", "webhook": {}}


def _show(described: dict[str, Any], path: str, rows: Sequence[dict[str, Any]], key: str = "contents") -> None:
    answer = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    answer["examples"] = {"ours": {"value": {key: rows, "meta": {"key": key, "next_page_url": None}}}}


def _content(number: int, name: str) -> dict[str, Any]:
    about = {"language": "en", "date_created": "2015-07-30T19:00:00Z", "approval_requests": {"status": "approved"}}
    return {"sid": f"HX{number:032x}", "friendly_name": name, **about}


def _forbid_unknown(schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "properties" in schema and "additionalProperties" not in schema:
        schema["additionalProperties"] = False
    for inner in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        _forbid_unknown(inner, schemas)


@dataclass(frozen=True, slots=True)
class Judge:
    """``url`` is the API's address."""

    url: str
    log: Path

    def said(self) -> str:
        """All so far, without colours. It writes a little late, but in order: so it is asked for something first."""
        mark = f"AC{uuid.uuid4().hex}"
        httpx.get(f"{self.url}/2010-04-01/Accounts/{mark}.json", auth=("name", "password")).raise_for_status()
        end = time.monotonic() + PATIENCE
        while not re.search(rf"{mark}(?s:.*)Responding with", said := self.log.read_text()):
            assert time.monotonic() < end, said
            time.sleep(0.02)
        return re.sub(r"\x1b\[[0-9;]*m", "", said)

    def violations(self) -> list[str]:
        """What was wrong with requests; what is wrong with the vendor's own examples is not ours."""
        return re.findall(r"Violation: request.*|Request terminated.*", self.said())

    def judged(self, method: str, path: str) -> int:
        """How many requests of this kind passed."""
        asked = rf"{method} {path} .*Request received(?:\n.*NEGOTIATOR.*)*\n.*The request passed the validation rules"
        return len(re.findall(asked, self.said()))


@contextlib.contextmanager
def judging(folder: Path, names: Sequence[str]) -> Iterator[Judge]:
    description, port = folder / "twilio.json", any_port()
    description.write_text(json.dumps(stricter(json.loads(USED.read_text()), names)))
    command = [NODE, _COMMAND, "mock", "--host", "127.0.0.1", "--port", str(port), str(description)]
    with served((command, port, {})) as (log,):
        yield Judge(f"http://127.0.0.1:{port}", log)
