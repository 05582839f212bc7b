"""What is asked of PayPal, through its SDK: one blocking function a call, answers as plain values, numbers exact."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from apimatic_core.authentication.multiple.single_auth import Single
from apimatic_core.exceptions.auth_validation_exception import AuthValidationException
from apimatic_core.request_builder import RequestBuilder
from apimatic_core.response_handler import ResponseHandler
from apimatic_core.types.parameter import Parameter
from paypalserversdk.configuration import Configuration, Environment, Server
from paypalserversdk.controllers.base_controller import BaseController
from paypalserversdk.exceptions.api_exception import ApiException
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.http.http_method_enum import HttpMethodEnum
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient
from requests import RequestException
from urllib3.util import Retry

from channels.payments.later import session_of
from core.domain.refund import Refusal
from core.ports.payments import GatewayFailed

SECONDS = 20
_WHOLE = "return=representation"
_NONSENSE = {400, 422}  # what PayPal calls no transmission at all
_log = logging.getLogger(__name__)
_PASSING = {401, 408, 409, 429}
# Of https://developer.paypal.com/api/payments/v2/errors, in lower case.
_REFUSALS: Mapping[str, Refusal] = {
    "refund_failed_insufficient_funds": "no_funds",
    "capture_fully_refunded": "gone_back",
    "refund_amount_exceeded": "gone_back",
    "capture_disputed_partial_refund_not_allowed": "disputed",
    "refund_not_permitted_due_to_chargeback": "disputed",
    "refund_time_limit_exceeded": "too_old",
    "pending_capture": "not_settled",
    "permission_denied": "not_allowed",
}
# Not of what PayPal puts off (429, 503): that is left to the job.
_TRIES = Retry(
    total=2, backoff_factor=0.2, status_forcelist={500, 502, 504}, allowed_methods=None, raise_on_status=False
)
Found = dict[str, Any]


class Refused(GatewayFailed):
    """What PayPal said no to: ``code`` is its word for why, in lower case."""

    def __init__(self, code: str, status: int) -> None:
        final = 400 <= status < 500 and status not in _PASSING
        super().__init__(f"paypal: {code}", final=final, refusal=_REFUSALS.get(code))
        self.code = code
        self.status = status


class _Others(BaseController):  # type: ignore[misc]  # the SDK has no types
    """What the SDK has no calls for, in its own way: the same token, timeout and retries."""

    def ask(self, method: str, path: str, query: Mapping[str, str], body: str | None = None) -> Any:
        request = RequestBuilder().server(Server.DEFAULT).path(path).http_method(method)
        request = request.header_param(Parameter().key("accept").value("application/json"))
        for name, value in query.items():
            request = request.query_param(Parameter().key(name).value(value))
        if body is not None:
            request = request.header_param(Parameter().key("Content-Type").value("application/json"))
            request = request.body_param(Parameter().value(body))
        answer = ResponseHandler().is_api_response(True)
        return self.new_api_call_builder.request(request.auth(Single("Oauth2"))).response(answer).execute()


class Calls:
    """Every POST carries a key of its own, or changes nothing, so the SDK may send it again when the answer is lost."""

    def __init__(self, client_id: str, client_secret: str, api_base: str) -> None:
        config = Configuration(
            environment=Environment.PRODUCTION,
            timeout=SECONDS,
            http_client_instance=session_of("paypal", _TRIES),
            client_credentials_auth_credentials=ClientCredentialsAuthCredentials(client_id, client_secret),
        )
        # The SDK has no parameter for it; on this object alone, not on the class.
        config.environments = {Environment.PRODUCTION: {Server.DEFAULT: api_base}}
        self._client = PaypalServersdkClient(config=config)
        self._others = _Others(self._client.global_configuration)

    def create(self, body: Found, key: str) -> Found:
        return _found(self._client.orders.create_order, {"body": body, "paypal_request_id": key, "prefer": _WHOLE})

    def sale(self, order_id: str) -> Found:
        """What PayPal calls an order."""
        return _found(self._client.orders.get_order, {"id": order_id})

    def capture(self, order_id: str, key: str) -> Found:
        return _found(self._client.orders.capture_order, {"id": order_id, "paypal_request_id": key, "prefer": _WHOLE})

    def captured(self, capture_id: str) -> Found:
        return _found(self._client.payments.get_captured_payment, {"capture_id": capture_id})

    def refund(self, capture_id: str, body: Found, key: str) -> Found:
        wanted = {"capture_id": capture_id, "body": body, "paypal_request_id": key, "prefer": _WHOLE}
        return _found(self._client.payments.refund_captured_payment, wanted)

    def transactions(self, since: datetime, until: datetime, page: int, kind: str = "") -> Found:
        """At most 31 days. What was done in the last three hours may not be in it yet."""
        wanted = {
            "start_date": since.isoformat(timespec="seconds"),
            "end_date": until.isoformat(timespec="seconds"),
            "fields": "transaction_info",
            "page_size": 100,
            "page": page,
            **({"transaction_type": kind} if kind else {}),
        }
        return _found(self._client.transaction_search.search_transactions, wanted)

    def disputes(self, capture_id: str) -> list[Found]:
        """Of one payment, each whole: a list does not say how one ended."""
        query = {"disputed_transaction_id": capture_id, "page_size": "50"}
        listed = _found(self._others.ask, HttpMethodEnum.GET, "/v1/customer/disputes", query)
        ids = [str(one["dispute_id"]) for one in listed.get("items") or ()]
        return [_found(self._others.ask, HttpMethodEnum.GET, f"/v1/customer/disputes/{one}", {}) for one in ids]

    def vouches_for(self, transmission: Mapping[str, str], webhook_id: str, event: str) -> bool:
        """Whether PayPal says that it sent this. The event goes back as it came: written anew it would be another."""
        head = json.dumps({**transmission, "webhook_id": webhook_id})
        body = f'{head[:-1]}, "webhook_event": {event}}}'
        path = "/v1/notifications/verify-webhook-signature"
        try:
            answer = _found(self._others.ask, HttpMethodEnum.POST, path, {}, body)
        except Refused as refused:
            if refused.status not in _NONSENSE:
                raise
            _log.warning("paypal was asked whether it sent an event: %s", refused.code)
            return False
        return bool(answer.get("verification_status") == "SUCCESS")


def _found(call: Any, *how: Any) -> Found:
    try:
        text = call(*how).text
        found: Found = json.loads(text, parse_float=Decimal) if text else {}
    except ApiException as problem:
        raise Refused(_code_of(problem), int(problem.response_code)) from None
    except (AuthValidationException, RequestException, ValueError) as problem:
        raise GatewayFailed(f"paypal: {type(problem).__name__}") from None
    return found


def _code_of(problem: ApiException) -> str:
    try:
        told = json.loads(problem.response.text)
        return str(((told.get("details") or [{}])[0]).get("issue") or told["name"]).lower()
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return str(problem.response_code)
