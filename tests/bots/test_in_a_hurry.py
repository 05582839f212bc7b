"""What hurried people say besides what was asked: a client's language, where the work is, papers that went out."""

from bots.intents.estimates import understand_pasted
from bots.intents.proposals import proposal_said
from bots.intents.turn import Hints
from tests.bots.talk import DANA, all_text, labels


def test_a_client_is_written_to_in_the_language_that_is_said_of_them(working):
    assert "in Spanish" in all_text(working.says("Dana speaks Spanish"))
    assert "already write to Dana Lee in Spanish" in all_text(working.says("the client prefers spanish"))
    working.says("invoice the deposit")
    working.taps("Send")
    working.render()
    assert "le envió la factura" in all_text(working.news(DANA))
    working.says("Dana speaks English")
    assert "in Spanish" in all_text(working.says("undo"))


def test_the_language_of_a_client_who_is_being_set_up_is_shown(working):
    working.says("New job: bath for Ana Ruiz +16285550177, $5,000: all at the end")
    assert "I write to Ana Ruiz in Spanish" in all_text(working.says("she speaks spanish"))
    working.taps("Create job")
    assert next(file.client.language for file in working.files() if file.client.name == "Ana Ruiz") == "es"


def test_of_a_place_that_is_not_known_it_is_said_so_and_nothing_else_changes(working):
    assert "no limits by law for Jalisco" in all_text(working.says("we work in Jalisco"))
    assert "Ontario (Canada)" in (told := all_text(working.says("we work in Ontario")))
    assert "late fee" in told
    (unknown,) = working.says("we work in Jalisco")
    assert "go by those of Canada" in unknown.text
    assert "no longer assume" in all_text(working.taps(labels(unknown)[0]))


def test_of_the_last_invoice_there_may_be_none(working):
    (told,) = working.says("credit note for 150 because it broke")
    assert told.text == working.says("send me a copy of the invoice")[0].text


def test_papers_that_went_out_are_had_once_more(billed):
    (copy,) = billed.says("send me a copy of the invoice")
    assert (copy.enclosures[0].file_name, labels(copy)) == ("INV-0001.pdf", ["Send INV-0001 again"])
    assert "no credit note yet" in all_text(billed.says("send me the credit note"))
    billed.says("credit note for 100 because the door was scratched")
    billed.taps("Credit $100.00")
    assert "still being made" in all_text(billed.says("send me the credit note"))
    billed.render()
    note = billed.says("send me the credit note for invoice 1")[-1]
    assert note.enclosures[0].file_name.startswith("CN-0001")
    (unknown,) = billed.says("send me invoice 7")
    assert not unknown.enclosures


def test_lines_without_a_comma_are_lines_of_their_own():
    said = proposal_said("quote for Dana: demo 4500 tile 12 m2 at 95 a meter and paint 2k 30% deposit net 14", Hints())
    assert said.lines == "demo 4500\ntile 12 m2 at 95 a meter\npaint 2k"
    assert said.conditions["due"] == 14
    read = understand_pasted(said.lines, "en", "USD")
    assert [str(one.amount.decimal) for one in read.lines] == ["4500.00", "1140.00", "2000.00"]
    unpriced = understand_pasted("demo 500\n12 m2 of tile", "en", "USD")
    assert [(one.text, one.code) for one in unpriced.unplaced] == [("12 m2 of tile", "estimate.only_counted")]


def test_when_a_client_is_written_to_and_how_the_digest_stands(billed):
    assert "Those hours stay" in all_text(billed.says("don't remind on sundays"))
    (asked,) = billed.says("remind her every week")
    assert "Dana Lee" in asked.text
    assert "INV-0001" in all_text(billed.says("when do you remind Dana"))
    assert "No weekly digest is set" in all_text(billed.says("show me my digest"))
    billed.says("digest Friday 7am")
    assert "every Friday at 7:00" in all_text(billed.says("what digest do I get"))
    assert "INV-0001" in all_text(billed.says("who promised to pay"))


def test_a_proposal_is_dictated_and_asked_after(working):
    (shown,) = working.says("quote for Ana Ruiz 6285550177 Elm St bath demo 1200 tile 12 m2 at 45 a meter paint 800")
    assert "Proposal for Ana Ruiz: Elm St bath" in shown.text
    assert "$2,540.00" in shown.text
    assert "30% = $762.00" in all_text(working.says("30% deposit tax 8.25 on materials net 14"))
    working.says("looks good send it to Ana")
    working.taps("Send to Ana Ruiz")
    assert "Elm St bath" in all_text(working.says("did Ana open it"))


def test_how_much_may_be_asked_for_as_a_deposit(working):
    assert "Where do you work?" in all_text(working.says("whats the max deposit i can take"))
    working.says("we work in California")
    assert "California caps the deposit at the lesser of 10%" in all_text(
        working.says("how much deposit can I ask for")
    )
    working.says("we work in Ontario")
    assert "no cap on deposits in Canada" in all_text(working.says("whats the max deposit"))


def test_who_does_a_part_and_is_not_known_is_asked_about(working):
    (asked,) = working.says("lopez does the cabinets")
    assert "lopez" in asked.text
    assert any("lopez" in label for label in labels(asked))


def test_parts_that_are_called_by_letters(working):
    working.says("New job: doors for Sam Hill +16285550178, 12500 a 3000 b 4500 c 5000")
    working.taps("Create job")
    assert "$8,000.00" in all_text(working.says("invoice a and c together"))
    assert "$1,800.00" in all_text(working.says("b four of ten done"))


def test_several_conditions_between_commas_follow_the_lines_in_the_same_row():
    english = "proposal for John Miller, bath: demo 2500, tile 40 m2 at 95, plumbing 3200; 20% deposit, 40% when "
    english += "tile is done, rest at the end, retainage 10%, tax 8.25%, net 14"
    spanish = "propuesta para John Miller, baño: demolición 2500, azulejo 40 m2 a 95, plomería 3200; 20% anticipo, "
    spanish += "40% azulejo listo, resto al final; retención 10%, impuesto 8.25, a 14 días"
    for said, language in ((english, "en"), (spanish, "es")):
        read = proposal_said(said, Hints(language=language, currency="USD"))
        assert (read.client, len(read.lines.splitlines())) == ("John Miller", 3)
        assert [one["how"] for one in read.conditions["schedule"]] == ["percent", "percent", "rest"]
        assert read.conditions["retainage"]["rate"] == "10"
        assert (read.conditions["taxes"][0]["rate"], read.conditions["due"]) == ("8.25", 14)
    stray = proposal_said(f"{english}, and bring the dog", Hints(language="en", currency="USD"))
    assert stray.conditions == {}
