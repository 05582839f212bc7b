"""Codes that tie an address to a person. Rows of the dialogue: found by what is kept of the code, used once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.domain.ids import AccountId, ClientId, InvitationId, MemberId
from core.domain.invitation import Invitation
from storage.mapping_json import storable

_KEEP = """
INSERT INTO invitations
    (id, account_id, purpose, code_hash, made_by, member_id, client_id, wanted, created_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_COLUMNS = "id, account_id, purpose, made_by, member_id, client_id, wanted, created_at, expires_at, used_at"
_BY_HASH = f"SELECT {_COLUMNS} FROM invitations WHERE code_hash = %s"  # noqa: S608 - a constant
_BY_ID = f"SELECT {_COLUMNS} FROM invitations WHERE account_id = %s AND id = %s"  # noqa: S608 - a constant
# Whoever is second waits for the first, and then finds it used.
_CLAIM = """
UPDATE invitations SET used_at = %(at)s WHERE id = %(id)s AND used_at IS NULL AND expires_at > %(at)s RETURNING id
"""
_CAME = "UPDATE invitations SET member_id = %s WHERE account_id = %s AND id = %s"
_REPLACE = """
UPDATE invitations SET expires_at = %s
WHERE account_id = %s AND made_by = %s AND purpose = %s AND used_at IS NULL AND expires_at > %s
"""


def keep(connection: Connection, invitation: Invitation, code_hash: bytes) -> None:
    """A new one. An id that is there already is an error."""
    values = (
        invitation.id,
        invitation.account_id,
        invitation.purpose,
        code_hash,
        invitation.made_by,
        invitation.member_id,
        invitation.client_id,
        storable(invitation.wanted),
        invitation.created_at,
        invitation.expires_at,
    )
    connection.exec_driver_sql(_KEEP, values)


def end_earlier(connection: Connection, invitation: Invitation) -> None:
    """Those of the same member for the same purpose count no more: one code at a time."""
    now = invitation.created_at
    values = (now, invitation.account_id, invitation.made_by, invitation.purpose, now)
    connection.exec_driver_sql(_REPLACE, values)


def find(connection: Connection, code_hash: bytes) -> Invitation | None:
    """Of any account, used or expired as it may be."""
    row = connection.exec_driver_sql(_BY_HASH, (code_hash,)).first()
    return _invitation(row) if row else None


def of_account(connection: Connection, account_id: AccountId, invitation_id: InvitationId) -> Invitation | None:
    row = connection.exec_driver_sql(_BY_ID, (account_id, invitation_id)).first()
    return _invitation(row) if row else None


def claim(connection: Connection, invitation_id: InvitationId, at: datetime) -> bool:
    """Use it up. False when somebody else was first, or it has expired."""
    return connection.exec_driver_sql(_CLAIM, {"id": invitation_id, "at": at}).first() is not None


def came_by(connection: Connection, invitation: Invitation, member_id: MemberId) -> None:
    """Who came by it."""
    connection.exec_driver_sql(_CAME, (member_id, invitation.account_id, invitation.id))


def _invitation(row: Any) -> Invitation:
    return Invitation(
        id=InvitationId(row.id),
        account_id=AccountId(row.account_id),
        purpose=row.purpose,
        made_by=MemberId(row.made_by),
        member_id=MemberId(row.member_id) if row.member_id else None,
        client_id=ClientId(row.client_id) if row.client_id else None,
        wanted=row.wanted,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
