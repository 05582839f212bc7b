"""Calls to Slack's Web API through its SDK; every failure in one form, with a code and never a token in it."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.ports.messaging import FileOut

# The SDK logs addresses and answers; some of them are tickets.
QUIET = logging.getLogger("channels.slack.sdk")
QUIET.setLevel(logging.CRITICAL + 1)
_TOO_MANY = 429
# Trying again cannot help: https://docs.slack.dev/reference/methods/chat.postMessage#errors
FINAL = frozenset(
    {
        "account_inactive",
        "app_uninstalled",
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_is_limited_access",
        "channel_not_found",
        "ekm_access_denied",
        "invalid_auth",
        "invalid_blocks",
        "invalid_blocks_format",
        "is_archived",
        "messages_tab_disabled",
        "missing_scope",
        "msg_too_long",
        "no_permission",
        "no_text",
        "not_authed",
        "not_enabled",
        "not_in_channel",
        "not_allowed_token_type",
        "org_login_required",
        "posting_to_general_channel_denied",
        "restricted_action",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
# Nor can any other message to that person or place.
GONE = frozenset(
    {
        "account_inactive",
        "app_uninstalled",
        "cannot_dm_bot",
        "channel_not_found",
        "token_revoked",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
REVOKED = frozenset({"account_inactive", "app_uninstalled", "invalid_auth", "token_revoked"})


class CallFailed(Exception):
    """``code`` is Slack's own, or "http <status>" or "unreachable"."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after

    @property
    def final(self) -> bool:
        return self.code in FINAL

    @property
    def unreachable(self) -> bool:
        return self.code in GONE


class Api:
    """Methods by their names. ``base_url`` ends with "/api/" at Slack."""

    def __init__(self, base_url: str, *, timeout_seconds: int = 20) -> None:
        self.base_url = base_url if base_url.endswith("/") else f"{base_url}/"
        self._timeout = timeout_seconds

    def client(self, token: str = "") -> AsyncWebClient:
        """One a token: in a shared one a workspace may be told another's words (slackapi/bolt-python#707)."""
        return AsyncWebClient(
            token=token or None, base_url=self.base_url, timeout=self._timeout, logger=QUIET, retry_handlers=[]
        )

    async def call(self, method: str, token: str, **fields: Any) -> Mapping[str, Any]:
        """The answer's fields. Raises CallFailed."""
        answer, _ = await self.with_headers(method, token, **fields)
        return answer

    async def with_headers(self, method: str, token: str, **fields: Any) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """Those of the answer, too. Raises CallFailed."""
        try:
            answer = (
                await self.client(token).api_call(method, json=fields) if token else await self._open(method, fields)
            )
        except Exception as problem:  # noqa: BLE001 - the SDK lets through whatever its HTTP library raises
            raise failed(problem) from None
        found = answer.data
        return (found if isinstance(found, dict) else {}), {k.lower(): str(v) for k, v in answer.headers.items()}

    async def _open(self, method: str, fields: Mapping[str, Any]) -> Any:
        """Without a token: the exchange of a code for one takes a form."""
        return await self.client().api_call(method, data=dict(fields))

    async def read(self, method: str, token: str, **fields: Any) -> Mapping[str, Any]:
        """Methods that only look take no JSON (https://docs.slack.dev/apis/web-api#posting_json). Raises CallFailed."""
        try:
            answer = await self.client(token).api_call(method, data=dict(fields))
        except Exception as problem:  # noqa: BLE001 - the SDK lets through whatever its HTTP library raises
            raise failed(problem) from None
        return answer.data if isinstance(answer.data, dict) else {}

    async def upload(self, token: str, channel: str, thread: str, files: tuple[FileOut, ...]) -> None:
        """Into a channel whose member we are. Raises CallFailed."""
        uploads = [{"file": one.content, "filename": one.file_name, "title": one.file_name} for one in files]
        try:
            await self.client(token).files_upload_v2(
                file_uploads=uploads, channel=channel, thread_ts=thread or None, request_file_info=False
            )
        except Exception as problem:  # noqa: BLE001 - the SDK lets through whatever its HTTP library raises
            raise failed(problem) from None


def failed(problem: BaseException) -> CallFailed:
    """What went wrong, by its code alone: the SDK's own words hold whole answers and addresses."""
    if not isinstance(problem, SlackApiError):
        return CallFailed("unreachable")
    answer = problem.response
    found = getattr(answer, "data", None)
    status = getattr(answer, "status_code", None) or getattr(answer, "status", 0)
    code = str(found.get("error") or "") if isinstance(found, dict) else ""
    if status == _TOO_MANY or code in {"ratelimited", "rate_limited"}:
        return CallFailed("ratelimited", _seconds(getattr(answer, "headers", None) or {}))
    return CallFailed(code[:80] or f"http {status}")


def _seconds(headers: Mapping[str, str]) -> float | None:
    said = next((str(value) for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(said) if said.isascii() and said.isdecimal() and len(said) < 7 else None
