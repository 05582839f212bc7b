"""Several contractors on a job, in words: added, given parts by a tap, each billing their own."""

import pytest

from tests.bots.talk import DANA, all_text, labels

JOB = (
    f"New job: Maple St kitchen for Dana Lee {DANA}, $24,000: "
    "demo 4500, rough plumbing 6000, plumbing fixtures 3000, final rest"
)


@pytest.fixture
def plain(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(JOB)
    talk.taps("Create job")
    talk.news()
    return talk


@pytest.fixture
def shared(plain):
    plain.says("add contractor Lopez Plumbing")
    plain.says("4 Pipe Rd, Austin TX 78701, 512-555-0134, lopez@example.com")
    plain.says("rough plumbing is done by Lopez")
    plain.taps("Yes, that is right")
    plain.news()
    return plain


def doing(talk):
    file = talk.files()[0]
    return {one.name: file.named(one.contractor_id).name for one in file.milestones}


def test_a_contractor_is_added_and_their_letterhead_is_the_next_words(plain):
    told = plain.says("add contractor Lopez Plumbing")[0].text
    assert "Lopez Plumbing is added. Their invoices count by themselves, from LP-0001." in told
    said = plain.says("4 Pipe Rd, Austin TX 78701\n512-555-0134\nlopez@example.com")[0].text
    assert said.splitlines() == [
        "Invoices of Lopez Plumbing now say:",
        "Lopez Plumbing",
        "4 Pipe Rd",
        "Austin TX 78701",
        "lopez@example.com",
        "+1 512-555-0134",
    ]
    assert "Lopez Plumbing is here already." in plain.says("new contractor: lopez plumbing")[0].text


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("Lopez Plumbing: 12 Pipe St, Oakland CA 94601, 415 555 0999", "Oakland CA 94601"),
        ("Lopez Plumbing address 12 Pipe St, Oakland CA 94601", "Oakland CA 94601"),
        ("the address of Lopez is 12 Pipe St, Oakland CA 94601", "Oakland CA 94601"),
        ("Lopez's phone is 512 555 0134", "+1 512-555-0134"),
        ("Lopez email lopez@example.com", "lopez@example.com"),
        ("la dirección de Lopez es 12 Pipe St, Oakland CA 94601", "Oakland CA 94601"),
        ("12 Pipe St\nOakland CA 94601\nphone 512 555 0134", "Oakland CA 94601"),
    ],
)
def test_a_letterhead_is_said_by_name_at_any_time(plain, said, line):
    plain.says("add contractor Lopez Plumbing")
    told = plain.says(said)[0].text.splitlines()
    assert told[:2] in (
        ["Invoices of Lopez Plumbing now say:", "Lopez Plumbing"],
        ["Las facturas de Lopez Plumbing ahora dicen:", "Lopez Plumbing"],
    )
    assert line in told


@pytest.mark.parametrize(
    "said", ["paid 4500 check 12 rough plumbing", "demo done", "4500 check 1023", "final 50% done"]
)
def test_what_is_no_letterhead_is_not_taken_for_one(plain, said):
    plain.says("add contractor Lopez Plumbing")
    assert "now say" not in all_text(plain.says(said))


@pytest.mark.parametrize(
    ("said", "reach"),
    [
        ("add contractor Lopez Plumbing +1 512 555 0134", ["+1 512-555-0134"]),
        (
            "add contractor Lopez Plumbing, 512-555-0134, lopez@example.com",
            ["lopez@example.com", "+1 512-555-0134"],
        ),
    ],
)
def test_how_to_reach_them_is_no_part_of_their_name(plain, said, reach):
    """The number stood in the name, on each of their invoices."""
    told = all_text(plain.says(said))
    assert "Lopez Plumbing is added." in told
    assert told.splitlines()[-1 - len(reach) :] == ["Lopez Plumbing", *reach]
    assert "Lopez Plumbing is here already." in plain.says("new contractor: lopez plumbing")[0].text


def test_the_name_is_asked_for(plain):
    assert plain.says("add a contractor")[0].text == "What is the contractor called?"
    assert "Kim Electric is added" in plain.says("Kim Electric")[0].text


@pytest.mark.parametrize(
    "said",
    [
        "rough plumbing is done by Lopez Plumbing",
        "Lopez does the rough plumbing",
        "assign rough plumbing to lopez",
        "rough plumbing lo hace Lopez",
        "Lopez hace rough plumbing",
    ],
)
def test_a_part_is_given_to_somebody_by_a_tap(plain, said):
    plain.says("add contractor Lopez Plumbing")
    asked = plain.says(said)[0]
    assert "Lopez Plumbing" in asked.text
    assert "$6,000.00" in asked.text
    assert set(doing(plain).values()) == {"Rivera Remodeling"}
    plain.taps(labels(asked)[0])
    assert doing(plain)["Rough plumbing"] == "Lopez Plumbing"
    plain.says("undo")
    assert set(doing(plain).values()) == {"Rivera Remodeling"}


def test_the_numbers_are_shown_before_and_the_letterhead_is_asked_for_after(plain):
    plain.says("add contractor Lopez Plumbing")
    asked = plain.says("rough plumbing and fixtures are done by Lopez")[0]
    assert asked.text == (
        "Rough plumbing, Plumbing fixtures, $9,000.00, on Maple St kitchen: from now on Lopez Plumbing does it and "
        "bills it, not Rivera Remodeling. Is that right?"
    )
    told = plain.says("yes")[0].text
    assert "Send me address, phone or e-mail of Lopez Plumbing" in told
    assert "lopez@example.com" in plain.says("lopez@example.com")[0].text
    assert "Lopez Plumbing does Rough plumbing already." in plain.says("Lopez does the rough plumbing")[0].text


def test_somebody_new_is_added_on_the_way(plain):
    asked = plain.says("rough plumbing is done by Kim Plumbing")[0]
    assert asked.text == "I know no contractor called Kim Plumbing, only Rivera Remodeling. Add Kim Plumbing?"
    told = plain.taps("Add Kim Plumbing")
    assert "Kim Plumbing does it and bills it" in all_text(told)
    plain.taps("Yes, that is right")
    assert doing(plain)["Rough plumbing"] == "Kim Plumbing"
    plain.says("we do the rough plumbing")
    plain.taps("Yes, that is right")
    assert doing(plain)["Rough plumbing"] == "Rivera Remodeling"


def test_done_by_a_day_is_no_contractor(plain):
    plain.says("rough plumbing is done by Friday")
    with plain.database.books.open(plain.account()) as ledger:
        assert len(ledger.contractors()) == 1


def test_who_does_what_is_told_in_the_list_and_in_the_status(shared):
    assert shared.says("contractors")[0].text.splitlines()[:3] == [
        "Contractors:",
        "- Rivera Remodeling: Demo, Plumbing fixtures, Final",
        "- Lopez Plumbing: Rough plumbing",
    ]
    status = shared.says("status")[0].text
    assert "- Rough plumbing: $6,000.00, by Lopez Plumbing" in status
    assert "- Demo: $4,500.00, by Rivera Remodeling" in status


def test_each_bills_under_their_own_name_and_number(shared):
    shown = shared.says("rough plumbing done")[0]
    assert "Invoice of Lopez Plumbing" in shown.text
    assert "LP-0001" in shared.taps("Send")[0].text
    shared.render()
    assert "Lopez Plumbing" in shared.news(DANA)[-1].text
    shared.says("demo done")
    assert "INV-0001" in shared.taps("Send")[0].text
    assert "Rough plumbing stays with Lopez Plumbing" in shared.says("we do the rough plumbing")[0].text


def test_of_work_of_several_which_invoice_comes_first_is_asked(shared):
    asked = shared.says("invoice everything")[0]
    everything = next(one for one in labels(asked) if "$24,000.00" in one)
    asked = shared.taps(everything)[0]
    assert "Whose shall I make first?" in asked.text
    assert [one.split(",")[0] for one in labels(asked)] == ["Rivera Remodeling", "Lopez Plumbing"]
    shown = shared.taps(labels(asked)[1])[0]
    assert "Invoice of Lopez Plumbing" in shown.text
    assert "Total: $6,000.00" in shown.text


def test_a_draft_whose_part_went_to_another_is_shown_again(shared):
    shared.says("demo done")
    shared.says("demo is done by Lopez")
    shared.taps("Yes, that is right")
    told = shared.taps("Send")
    assert "Invoice of Lopez Plumbing" in all_text(told)
    assert not shared.files()[0].invoices


def test_all_of_it_is_said_in_spanish(talk):
    talk.says("Hola")
    talk.says("Remodelaciones Rivera")
    talk.says(
        f"Nuevo trabajo: Cocina Maple para Dana Lee {DANA}, $24,000: demolición 4500, plomería 6000, final el resto"
    )
    talk.taps("Crear trabajo")
    told = talk.says("agrega contratista Lopez Plomería")[-1].text
    assert "Agregué a Lopez Plomería. Sus facturas llevan su propia cuenta, desde LP-0001." in told
    asked = talk.says("la plomería la hace Lopez")[-1]
    assert asked.text == (
        "Plomería, $6,000.00, en Cocina Maple: desde ahora lo hace y lo cobra Lopez Plomería, no Remodelaciones "
        "Rivera. ¿Es así?"
    )
    talk.taps("Sí, así es")
    assert "- Plomería: $6,000.00, lo hace Lopez Plomería" in talk.says("estado")[-1].text
    assert "Factura de Lopez Plomería" in talk.says("plomería lista")[-1].text
    assert "- Lopez Plomería: Plomería" in talk.says("quién hace qué")[-1].text


@pytest.mark.parametrize(
    "said",
    [
        "the deposit goes to Lopez",
        "Lopez Plumbing gets the deposit",
        "el anticipo es para Lopez",
        "Lopez recibe el anticipo",
    ],
)
def test_who_gets_the_deposit_is_chosen_by_a_tap_and_undone(shared, said):
    shared.says("10% deposit credited at the end")
    shared.taps("Set the deposit")
    asked = shared.says(said)[0]
    assert "$2,400.00" in asked.text
    assert "Lopez Plumbing" in asked.text
    assert shared.files()[0].contract.terms.deposit.contractor_id is None
    told = shared.taps(labels(asked)[0])[0]
    assert "Lopez Plumbing" in told.text
    shown = all_text(shared.says("invoice the deposit"))
    assert "Lopez Plumbing" in shown
    shared.taps(next(one for one in ("Send", "Enviar") if any(one in labels(m) for _, m in shared.everything())))
    assert [one.number for one in shared.files()[0].invoices] == ["LP-0001"]
    assert "LP-0001" in shared.says("the deposit goes to Rivera Remodeling")[0].text


def test_the_deposit_stays_as_it_is_where_it_cannot_be_moved(shared):
    assert "no deposit" in shared.says("the deposit goes to Lopez")[0].text
    shared.says("$9500 deposit credited at the end")
    shared.taps("Set the deposit")
    assert "less than the deposit" in shared.says("the deposit goes to Lopez")[0].text
    assert "goes to Rivera Remodeling already" in shared.says("we get the deposit")[0].text
    assert "Kim Electric" in shared.says("the deposit goes to Kim Electric LLC")[0].text


def test_the_deposit_goes_to_nobody_the_job_does_not_know_before_they_have_work_that_bears_it(plain):
    plain.says("10% deposit credited at the end")
    plain.taps("Set the deposit")
    asked = plain.says("the deposit goes to Lopez")[0]
    assert asked.text == "I know no contractor called Lopez, only Rivera Remodeling. Add Lopez?"
    assert "Lopez's part of the job is $0.00, less than the deposit" in plain.taps("Add Lopez")[0].text
    assert plain.files()[0].contract.terms.deposit.contractor_id is None
    plain.says("rough plumbing is done by Lopez")
    plain.taps("Yes, that is right")
    assert "$2,400.00" in plain.says("the deposit goes to Lopez")[0].text
    plain.taps("Yes, that is right")
    file = plain.files()[0]
    assert file.named(file.contract.terms.deposit.contractor_id).name == "Lopez"


def test_undo_gives_the_deposit_back(shared):
    shared.says("10% deposit credited at the end")
    shared.taps("Set the deposit")
    shared.says("the deposit goes to Lopez")
    shared.taps("Yes, that is right")
    assert "goes to Rivera Remodeling" in shared.says("undo")[0].text
    assert shared.files()[0].contract.terms.deposit.contractor_id is None


def test_a_deposit_that_is_a_part_of_the_schedule_is_given_as_any_part_is(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(
        f"New job: Maple St kitchen for Dana Lee {DANA}, $24,000: deposit 10%, demo 4500, plumbing 6000, final rest"
    )
    talk.taps("Create job")
    talk.says("add contractor Lopez Plumbing")
    asked = talk.says("the deposit goes to Lopez")[0]
    assert "Deposit, $2,400.00" in asked.text
    talk.taps("Yes, that is right")
    assert doing(talk)["Deposit"] == "Lopez Plumbing"
