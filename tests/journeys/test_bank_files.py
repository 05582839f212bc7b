"""A bank's file from the contractor's phone to the client's receipts, through the whole program."""

import asyncio

from bots.phones import has_button
from tests.journeys.steps import said_once, send, set_up

OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM><BANKTRANLIST>
{lines}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
LINE = "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{on}120000[-8:PST]<TRNAMT>{amount}<FITID>{fitid}<NAME>{name}</STMTTRN>\n"


def ofx(*rows):
    return OFX.format(
        lines="".join(LINE.format(on=on, amount=amount, fitid=n, name=name) for n, on, amount, name in rows)
    )


FIRST = ("N-00001", "20261120", "1000.00", "ZELLE DANA LEE INV-0001")
SECOND = ("N-00002", "20261123", "{rest}", "LEE DANA")


async def test_a_banks_file_becomes_receipts_and_its_overlap_doubles_nothing(cast, photos, tmp_path):
    await set_up(cast)
    await send(cast, photos[:1])
    file = tmp_path / "November.qfx"
    file.write_text(ofx(FIRST))
    await cast.contractor.says("", [file])
    listed = await cast.contractor.waits_for(has_button("One by one"), "the list")
    assert "$1,000.00, ZELLE DANA LEE INV-0001 -> INV-0001 (INV-0001 is in the text; a part of" in listed["text"]
    await cast.contractor.taps(listed, "Record it")
    await cast.client.waits_for(lambda one: "received $1,000.00 for INV-0001" in one["text"], "the first receipt")
    told = await cast.contractor.waits_for(lambda one: "Receipt INV-0001-R1 is out" in one["text"], "the word of it")
    rest = told["text"].partition("INV-0001. $")[2].partition(" is left")[0].replace(",", "")
    file.write_text(ofx(FIRST, (*SECOND[:2], rest, SECOND[3])))
    await cast.contractor.says("", [file])
    again = await cast.contractor.waits_for(lambda one: "1 was in a file before" in one["text"], "the second list")
    assert "This looks like a payment" in again["text"]
    assert "LEE DANA -> INV-0001 (from Dana Lee, and exactly what is open)" in again["text"]
    await cast.contractor.taps(again, "Record it")
    paid = await cast.client.waits_for(lambda one: "It is paid in full. Receipt INV-0001-R2" in one["text"], "the last")
    assert [one["name"] for one in paid["files"]] == ["INV-0001-R2.pdf"]
    await asyncio.sleep(0.5)
    assert said_once(cast.client, "Receipt INV-0001-R1")
    await cast.contractor.says("", [file])
    await cast.contractor.waits_for(lambda one: "Nothing is left to record" in one["text"], "word that all is known")


async def test_a_banks_file_by_any_name_is_no_proof_and_is_asked_for_by_its_name(cast, tmp_path):
    await set_up(cast)
    file = tmp_path / "download.dat"
    file.write_text(ofx(FIRST))
    await cast.contractor.says("", [file])
    told = await cast.contractor.waits_for(lambda one: "looks like your bank's file" in one["text"], "what to do")
    assert 'Send it again with the words "bank statement"' in told["text"]
    await cast.contractor.says("bank statement", [file])
    await cast.contractor.waits_for(lambda one: "money came in on 1 line" in one["text"], "the list")
