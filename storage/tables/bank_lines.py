"""What banks' files said came in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text

from storage.tables.columns import Kept, currency, minor, moment, place, refers, within_account


class BankFileRow(Kept, table=True):
    """The file itself lies with the blobs."""

    __tablename__ = "bank_files"
    __table_args__ = (*within_account("bank_files"), refers("bank_files", "sent_by", "members"))

    file_key: str
    file_name: str
    kind: str
    sent_by: UUID
    came_at: datetime = moment()
    place: int = place()


class BankLineRow(Kept, table=True):
    """Its id follows from what it says: there is one row, however many files bring it."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        *within_account("bank_lines"),
        refers("bank_lines", "file_id", "bank_files"),
        Index("bank_lines_open_idx", "account_id", "on", postgresql_where=text("state = 'open'")),
    )

    file_id: UUID
    on: date
    currency: str = currency()
    amount_minor: int = minor()
    left_minor: int = minor()
    payer: str
    text: str
    reference: str
    state: str
    place: int = place()
