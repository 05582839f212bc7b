"""The stand-in's half for contractors' own accounts (Connect)."""

from tests.channels.payments.stand_in import Refused


def no_access(account):
    said = f"The provided key 'sk_test_****6789' does not have access to account '{account}' (or that account does not"
    said += " exist). Application access may have been revoked."
    return {"error": {"type": "invalid_request_error", "code": "account_invalid", "message": said}}


class Accounts:
    """``accounts`` by id, ``links`` to set them up."""

    def make_account(self, headers, fields):
        return self._once(headers, fields, lambda: self._account(fields))

    def _account(self, fields):
        account = {
            "id": self.new_id("acct_"),
            "object": "account",
            "charges_enabled": False,
            "details_submitted": False,
            "controller": fields["controller"],
            "country": fields.get("country", "US"),
            "business_profile": fields["business_profile"],
            "metadata": fields["metadata"],
            "requirements": {
                "currently_due": ["business_profile.url", "external_account", "representative.dob.day"],
                "past_due": [],
                "disabled_reason": "requirements.past_due",
            },
        }
        self.accounts[account["id"]] = account
        return account

    def account(self, account_id, headers, fields):
        del headers, fields
        if account_id not in self.accounts:
            raise Refused(403, no_access(account_id))
        return self.accounts[account_id]

    def make_link(self, headers, fields):
        self.account(fields["account"], headers, fields)
        self.links.append(fields)
        url = f"https://connect.stripe.com/setup/e/{fields['account']}/{len(self.links)}"
        return {"object": "account_link", "created": self.clock, "expires_at": self.clock + 300, "url": url}

    # --- what the owner of an account does there

    def onboards(self, account_id, **requirements):
        """All that Stripe wants to know, or what is still missing then."""
        none = {"currently_due": [], "past_due": [], "disabled_reason": None}
        changed = {"charges_enabled": not requirements, "details_submitted": True}
        self.accounts[account_id] |= {**changed, "requirements": {**none, **requirements}}
        return self._event("account.updated", {**self.accounts[account_id], "account": account_id})

    def disconnects(self, account_id):
        del self.accounts[account_id]
        return self._event(
            "account.application.deauthorized", {"id": "ca_123", "object": "application", "account": account_id}
        )
