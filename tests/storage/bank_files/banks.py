"""Files as banks make them; every layout is one that is met, every name and number made up."""

CHASE = b"""Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #
CREDIT,11/20/2026,"ZELLE FROM DANA LEE INV-0001",4050.00,QUICKPAY_CREDIT,9120.11,,
DEBIT,11/19/2026,"HOME DEPOT #0412",-312.40,DEBIT_CARD,5070.11,,
DSLIP,11/18/2026,"REMOTE ONLINE DEPOSIT #1",1500.00,CHECK_DEPOSIT,5382.51,1,
"""
BANK_OF_AMERICA = b"""Description,,Summary Amt.
Beginning balance as of 11/01/2026,,"1,000.00"
Total credits,,"5,550.00"
Total debits,,"-312.40"
Ending balance as of 11/27/2026,,"6,237.60"

Date,Description,Amount,Running Bal.
11/01/2026,"Beginning balance as of 11/01/2026",,"1,000.00"
11/20/2026,"ZELLE PAYMENT FROM DANA LEE","4,050.00","5,050.00"
11/21/2026,"HOME DEPOT","-312.40","4,737.60"
11/23/2026,"DEPOSIT","1,500.00","6,237.60"
"""
CAPITAL_ONE = b"""Account Number,Transaction Description,Transaction Date,Transaction Type,Transaction Amount,Balance
1234,Deposit from DANA LEE,11/20/26,Credit,4050,9120.11
1234,Withdrawal to HOME DEPOT,11/19/26,Debit,312.4,5070.11
"""
BRITISH = b"""Date,Type,Description,Paid Out,Paid In,Balance
20 Nov 2026,FPI,DANA LEE INV 0001,,"4,050.00","9,120.11"
19 Nov 2026,DEB,SCREWFIX,312.40,,5070.11
"""
GERMAN = """"Kontonummer:";"DE89370400440532013000"
"Zeitraum:";"01.11.2026 - 27.11.2026"

"Buchungstag";"Wertstellung";"Auftraggeber";"Verwendungszweck";"Betrag (EUR)"
"20.11.2026";"20.11.2026";"Dana Müller";"Rechnung INV-0001";"4.050,00"
"19.11.2026";"19.11.2026";"Baumarkt";"Karte";"-312,40"
""".encode("cp1252")
DUTCH = b""""Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Code";"Af Bij";"Bedrag (EUR)";"Mededelingen"
"20261120";"D LEE";"NL69INGB0123456789";"NL20";"GT";"Bij";"4050,00";"INV-0001"
"20261119";"Bouwmarkt";"NL69INGB0123456789";"NL21";"BA";"Af";"312,40";"Pas"
"""
MEXICAN = """Fecha;Descripción;Cargo;Abono;Saldo
20/11/2026;SPEI RECIBIDO DANA LEE;;4,050.00;9,120.11
19/11/2026;COMPRA;312.40;;5,070.11
""".encode("utf-16")
SWISS = """Buchungsdatum;Buchungstext;Belastung;Gutschrift;Saldo
20.11.26;Gutschrift Dana Lee;;4'050.00;9'120.11
""".encode("utf-8-sig")
TABBED = b"Date\tMemo\tAmount\n2026-11-20\tDana Lee\t4050.00\n2026-11-19\tStore\t(312.40)\n2026-11-18\tFee\t3.00-\n"
NO_HEADING = b""""11/20/2026","4050.00","*","","ZELLE FROM DANA LEE"
"11/19/2026","-312.40","*","","HOME DEPOT"
"""
UNCLEAR_DAYS = b"Date,Description,Amount\n03/11/2026,DANA LEE,4050.00\n04/11/2026,STORE,-10.00\n"

OFX_SGML = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261127<LANGUAGE>ENG
<FI><ORG>B1<FID>10898</FI></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>121000358<ACCTID>000111222<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261101<DTEND>20261127
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261120120000[-5:EST]<TRNAMT>4050.00<FITID>202611200001<NAME>DANA LEE &amp; CO
<MEMO>INV-0001
</STMTTRN>
<STMTTRN>
<TRNTYPE>DEBIT
<DTPOSTED>20261119
<TRNAMT>-312.40
<FITID>202611190001
<NAME>HOME DEPOT
</STMTTRN>
<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20261118<TRNAMT>+1500<FITID>202611180001<CHECKNUM>1023<NAME>DEPOSIT</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>9120.11<DTASOF>20261127</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
OFX_XML = b"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD</CURDEF>
<BANKACCTFROM><BANKID>121000358</BANKID><ACCTID>000111222</ACCTID></BANKACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20261120</DTPOSTED><TRNAMT>4050,00</TRNAMT><FITID>202611200001</FITID>
<PAYEE><NAME>Dana Lee</NAME><CITY>Springfield</CITY></PAYEE><MEMO><![CDATA[INV-0001 <kitchen>]]></MEMO></STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}">
<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>
"""
ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{back}<Sts>{status}</Sts>
<BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>
<NtryDtls>{details}</NtryDtls></Ntry>"""
DETAILS = """<TxDtls><Refs><EndToEndId>{end}</EndToEndId></Refs>{amount}<RltdPties><Dbtr>{payer}</Dbtr></RltdPties>
<RmtInf>{words}</RmtInf></TxDtls>"""


def details(payer="<Nm>Dana Lee</Nm>", words="<Ustrd>INV-0001</Ustrd>", end="E2E-1", amount=""):
    told = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    return DETAILS.format(payer=payer, words=words, end=end, amount=told)


def entry(amount="4050.00", *, way="CRDT", on="2026-11-20", reference="R-1", more=None, **told):
    fields = {"currency": "EUR", "status": "BOOK", "back": "", **told}
    return ENTRY.format(amount=amount, way=way, on=on, reference=reference, details=more or details(), **fields)


def camt(*entries, version=2):
    return CAMT.format(version=version, entries="".join(entries or [entry()])).encode()


LAYOUTS = {
    "chase": CHASE,
    "bank of america": BANK_OF_AMERICA,
    "capital one": CAPITAL_ONE,
    "british": BRITISH,
    "german": GERMAN,
    "dutch": DUTCH,
    "mexican": MEXICAN,
    "swiss": SWISS,
    "tabbed": TABBED,
    "no heading": NO_HEADING,
    "ofx 1": OFX_SGML,
    "ofx 2": OFX_XML,
    "camt": camt(),
}
