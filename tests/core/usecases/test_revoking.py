"""Links that went out are revoked: all of a job at once, as one leads to the others."""

from core.usecases import proposing
from core.usecases.revoking import revoke_job_links, revoke_proposal_link
from tests.core.site import Site
from tests.core.usecases.offers import kitchen
from tests.core.usecases.test_proposing import client, send, sign, site, write

__all__ = ["client", "site"]


def versions(site, project_id):
    with site.open() as ledger:
        file = ledger.project_file(project_id)
        return file.project.link_version, [ledger.link_of(one.id).version for one in file.invoices]


def test_all_links_of_a_job_are_revoked_together_and_of_no_other(site):
    job, other = (Site.project(site, name=name).project for name in ("Maple", "Oak"))
    site.bill(job.id, "demo")
    site.bill(job.id, "cabinets")
    site.bill(other.id, "demo")
    with site.open() as ledger:
        assert revoke_job_links(ledger, job.id).link_version == 2
    assert versions(site, job.id) == (2, [2, 2])
    assert versions(site, other.id) == (1, [1])


def test_the_link_of_a_proposal_is_revoked_and_the_proposal_stays_as_it_is(site, client):
    sent = send(site, write(site, client, kitchen()))
    with site.open() as ledger:
        revoked = revoke_proposal_link(ledger, sent.id)
    assert (revoked.link_version, revoked.state, revoked.sheet_hash) == (2, "sent", sent.sheet_hash)


def test_a_signed_proposal_that_became_a_job_goes_with_it_either_way(site, client):
    signed = sign(site, send(site, write(site, client, kitchen())), "Laminate")
    with site.open() as ledger:
        project = proposing.start_billing(ledger, site.asked(), signed.id).file.project
    with site.open() as ledger:
        assert revoke_proposal_link(ledger, signed.id).link_version == 2
        assert revoke_job_links(ledger, project.id).link_version == 3
        assert ledger.proposal(signed.id).link_version == 3
