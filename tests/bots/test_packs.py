"""The proof pack, as a contractor asks for it: which part, what is in it, and where it is handed to."""

from dataclasses import replace

import psycopg
import pytest

from bots.deliveries import Deliveries
from bots.intents.packs import mark_of
from bots.packing import Packing, pack_of
from core.domain.links import ChangeLinks, Links, ProjectLinks, ProposalLinks
from core.domain.pairing import Mark
from core.domain.passes import EditLinks, FileLinks, Passes, UploadLinks
from tests.bots.talk import ME, labels
from tests.twins.memory_blobs import MemoryBlobs
from tests.twins.memory_channel import MemoryChannel
from tests.twins.plain_renderer import PlainRenderer

BASE = "https://pay.example.com"
_JOBS = "SELECT args FROM procrastinate_jobs WHERE task_name = 'render_proof_pack' ORDER BY id"


def asked_jobs(talk):
    with psycopg.connect(talk.database.url) as connection:
        return [args for (args,) in connection.execute(_JOBS)]


def pack_of_job(talk, args):
    with talk.database.books.open(talk.account()) as ledger:
        return ledger.proof_pack(pack_of(args["account_id"], args["pack_id"])[1])


def test_of_a_part_that_is_named_it_is_made_and_handed_to_whoever_asked(working):
    working.says("demo", files=2)
    made = working.says("proof pack for demo")[0]
    assert made.text == "Making the proof pack of Demo, 2 files. You get it in a moment."
    (args,) = asked_jobs(working)
    assert (args["channel"], args["address"]) == ("simulator", ME)
    pack = pack_of_job(working, args)
    assert (pack.sheet["milestone"], len(pack.sheet["files"])) == ("Demo", 2)
    assert pack.sheet["contractor"]["name"] == "Rivera Remodeling"


def test_in_spanish_too(working):
    working.says("demo", files=1)
    assert working.says("paquete de pruebas de demo")[0].text.startswith(
        "Hago el paquete de pruebas de Demo, 1 archivo"
    )


def test_without_a_part_the_only_one_with_files_is_meant_and_several_are_asked_about(working):
    working.says("demo", files=1)
    assert "proof pack of Demo" in working.says("proof pack")[0].text
    working.says("cabinets", files=1)
    which = working.says("proof pack of the maple st kitchen with location")[0]
    assert labels(which) == ["Demo", "Cabinets"]
    assert "proof pack of Cabinets" in working.says("2")[0].text
    assert len(asked_jobs(working)) == 2


def test_where_nothing_is_there_is_no_pack(working):
    assert "There is nothing on Maple St kitchen yet" in working.says("proof pack")[0].text
    working.says("demo", files=1)
    assert "There is nothing on Cabinets yet" in working.says("proof pack for cabinets")[0].text
    assert asked_jobs(working) == []


def test_what_is_still_coming_in_is_told(working):
    working.says("demo", files=1)
    working.hears("demo", names=("late.jpg",))
    assert "1 file is still coming in" in working.says("proof pack for demo")[0].text


def test_captions_that_say_before_and_after_are_pairs_in_it(working):
    for caption in ("demo before", "demo after", "demo sink"):
        working.says(caption, files=1)
    working.says("proof pack for demo")
    sheet = pack_of_job(working, asked_jobs(working)[0]).sheet
    assert [tuple(pair) for pair in sheet["pairs"]] == [(sheet["files"][0]["id"], sheet["files"][1]["id"])]


def test_once_it_is_billed_it_is_had_all_the_same(billed):
    assert "proof pack of" in billed.says("proof pack")[0].text


@pytest.fixture
def asked(working):
    working.says("demo", files=1)
    working.says("proof pack for demo")
    working.news()
    return working, asked_jobs(working)[0]


class Blobs(MemoryBlobs):
    """The pictures that these tests never made are there all the same."""

    def get(self, key):
        return b"jpeg" if key == "p" else super().get(key)


def packing(talk):
    blobs = Blobs()
    deliveries = Deliveries(
        database=talk.database,
        blobs=blobs,
        links=Links(b"k" * 32),
        renderer=PlainRenderer(),
        conversations=talk.conversations,
        base_url=BASE,
        file_links=FileLinks(Passes(b"f" * 32, "files")),
        upload_links=UploadLinks(b"u" * 32),
        proposal_links=ProposalLinks(b"p" * 32),
        edit_links=EditLinks(b"e" * 32),
        change_links=ChangeLinks(b"c" * 32),
        project_links=ProjectLinks(b"j" * 32),
    )
    return Packing(channels={"simulator": MemoryChannel()}, deliveries=deliveries)


def test_the_file_comes_with_where_it_can_be_checked_and_once_only(asked):
    talk, args = asked
    account, pack_id = pack_of(args["account_id"], args["pack_id"])
    pack = pack_of_job(talk, args)
    work = packing(talk)
    work.make(account, pack_id, (args["channel"], args["address"]))
    work.make(account, pack_id, (args["channel"], args["address"]))
    (message,) = talk.news()
    assert message.text.endswith(f"https://pay.example.com/verify/{pack.code}")
    (file,) = message.enclosures
    assert (file.file_name, file.media_type) == (f"Proof-pack-Demo-{pack.code[:4]}.pdf", "application/pdf")
    assert file.source == f"blob:{pack_of_job(talk, args).pdf_key}"


def test_a_file_too_large_for_the_road_comes_by_a_link(asked):
    talk, args = asked
    work = packing(talk)
    small = replace(work, channels={"simulator": SmallChannel()})
    small.make(*pack_of(args["account_id"], args["pack_id"]), (args["channel"], args["address"]))
    (message,) = talk.news()
    assert "too large for this chat" in message.text
    assert "for 6 hours: https://pay.example.com/" in message.text
    assert message.enclosures == ()


class SmallChannel(MemoryChannel):
    def __init__(self):
        super().__init__()
        self.capabilities = replace(self.capabilities, max_file_out=10)


def test_a_pack_that_cannot_be_made_is_told(asked):
    talk, args = asked
    packing(talk).failed(*pack_of(args["account_id"], args["pack_id"]), (args["channel"], args["address"]))
    assert "could not make the proof pack of Demo" in talk.news()[0].text


@pytest.mark.parametrize(
    ("caption", "mark"),
    [
        ("before", Mark("before")),
        ("Kitchen sink BEFORE", Mark("before", "kitchen sink")),
        ("after: the kitchen sink", Mark("after", "kitchen sink")),
        ("antes, el baño", Mark("before", "bano")),
        ("Después del baño", Mark("after", "bano")),
        ("before and after", None),
        ("before we started", None),
        ("sink", None),
        ("", None),
        ("the afternoon crew", None),
    ],
)
def test_a_caption_says_before_or_after_and_of_what(caption, mark):
    assert mark_of(caption) == mark
