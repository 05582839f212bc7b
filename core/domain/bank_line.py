"""Money that a bank says came in, before anybody said what it is for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import uuid5

from core.domain.ids import AccountId, BankFileId, BankLineId, MemberId
from core.domain.money import Money

BankLineState = Literal["open", "recorded", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFile:
    """A file as it came, under ``file_key``. ``kind``: how it was read, "" where it was only kept."""

    id: BankFileId
    account_id: AccountId
    file_key: str
    file_name: str
    kind: str
    sent_by: MemberId
    came_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One credit. Its id follows from what makes it this one, so that no file brings it twice.

    ``left`` is what is not recorded as a payment yet; ``aside``: it is no client's payment.
    """

    id: BankLineId
    account_id: AccountId
    file_id: BankFileId
    on: date
    amount: Money
    left: Money
    payer: str
    text: str
    reference: str
    state: BankLineState = "open"


def line_id(account_id: AccountId, key: str) -> BankLineId:
    """``key``: the bank's own id of it, or all that it says and its place among its equals."""
    return BankLineId(uuid5(account_id, f"bank:{key}"))
