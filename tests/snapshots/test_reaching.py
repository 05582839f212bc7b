"""What the contractor reads when the client cannot be reached on one road after another, kept as text."""

from dataclasses import replace

import pytest

from bots.telling import Roads
from bots.wording import wording
from core.ports.messaging import Reachable
from core.usecases import onboarding
from tests.bots.talk import DANA, JOB, scrubbed
from tests.bots.test_reaching import EMAIL, PHONES, fails, hears, newest
from tests.snapshots.test_dialogues import HERE, RENEW, spoken

SPANISH_JOB = "Nuevo trabajo: cocina de Maple St para Dana Lee {client}, $24,000: depósito 10%, demolición 4500, resto"


@pytest.mark.parametrize(
    ("language", "begins", "done", "send"),
    [
        ("en", ("Hi", "Rivera Remodeling", JOB, "yes"), "demo done", "Send"),
        ("es", ("Hola", "Remodelaciones Rivera", SPANISH_JOB, "sí"), "demolición lista", "Enviar"),
    ],
)
def test_what_is_read_when_nothing_gets_there_reads_as_it_did(talk, language, begins, done, send):
    for said in begins:
        talk.says(said.format(client=DANA))
    talk.conversations = replace(talk.conversations, roads=Roads(phones=PHONES, email="email"))
    with talk.database.books.open(talk.account()) as ledger:
        onboarding.reach_client(ledger, ledger.clients()[0].id, email=EMAIL)
    told = talk.says(done, files=1)[-1:] + talk.taps(send)
    talk.render()
    told += fails(talk, newest(talk, "simulator", DANA))
    told += hears(talk, Reachable(channel="sms", address=DANA, reachable=False, reason="30004"))
    told += fails(talk, newest(talk, "sms"))
    told += fails(talk, newest(talk, "email"))
    told += talk.says("send it again" if language == "en" else "mándala otra vez")
    read = scrubbed("\n\n".join(spoken(one, plain=False, words=wording(language)) for one in told)) + "\n"
    kept = HERE / f"reaching_{language}.txt"
    if RENEW:
        kept.write_text(read, encoding="utf-8")
    assert read == kept.read_text(encoding="utf-8"), "MILEPOST_SNAPSHOTS=1 writes it anew; read it before you commit it"
