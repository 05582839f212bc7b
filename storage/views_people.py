"""Whose address is this: asked by every turn, before anything else is known."""

from typing import Any

from core.domain.ids import AccountId
from core.usecases.views import Who

# Members first; among accounts that know a client, the one that wrote to this address last.
WHO = """
SELECT a.account_id, a.member_id, a.client_id, m.contractor_id, m.role,
    coalesce(m.language, c.language) AS language, coalesce(m.name, c.name) AS name, coalesce(o.name, '') AS firm,
    f.currency, CASE WHEN a.member_id IS NOT NULL THEN (
        SELECT json_agg(json_build_array(k.id, k.name) ORDER BY k.place) FROM contractors k
        WHERE k.account_id = a.account_id) END AS contractors
FROM addresses a
JOIN accounts f ON f.id = a.account_id
LEFT JOIN members m ON m.account_id = a.account_id AND m.id = a.member_id
LEFT JOIN contractors o ON o.account_id = m.account_id AND o.id = m.contractor_id
LEFT JOIN clients c ON c.account_id = a.account_id AND c.id = a.client_id
WHERE a.channel = %(channel)s AND a.value = %(address)s
ORDER BY a.member_id IS NULL, (
    SELECT max(said.created_at) FROM outbound said
    WHERE said.channel = a.channel AND said.address = a.value AND said.account_id = a.account_id
) DESC NULLS LAST, a.created_at DESC, a.place DESC
"""


def who_from(row: Any) -> Who:
    contractors = row.contractors or []
    return Who(
        account_id=AccountId(row.account_id),
        member_id=row.member_id,
        client_id=row.client_id,
        contractor_id=row.contractor_id,
        role=row.role,
        language=row.language,
        name=row.name,
        firm=row.firm,
        currency=row.currency,
        contractors=tuple(name for _, name in contractors),
        leads=not contractors or contractors[0][0] == str(row.contractor_id),
    )
