"""Any of the things that a contractor can mean."""

from bots.intents.autopay import AutopaySaid
from bots.intents.bank_lines import BankSaid
from bots.intents.banking import BankAccountSaid, BankAsked, BankChangeCancelled, BankCode, BankRemoved
from bots.intents.card_fees import CardFeeSaid
from bots.intents.card_payments import CardPayments
from bots.intents.changes import ChangeAsked, ChangeRevised, ChangesAsked, ChangeUnpriced, ChangeWithdrawn
from bots.intents.changes_kept import ChangeShown
from bots.intents.changes_noted import ChangeNoted
from bots.intents.client_language import ClientLanguage
from bots.intents.contracts import ContractSaid
from bots.intents.digests import DigestSaid
from bots.intents.erasing import EraseAsked, EraseNamed
from bots.intents.evidence import EvidenceAsked
from bots.intents.exporting import WholeExportAsked
from bots.intents.intent import (
    AddLine,
    AnswerClient,
    Back,
    BusinessFacts,
    BusinessName,
    Cancel,
    Change,
    ClientContact,
    Discount,
    DoneSaid,
    DueSaid,
    Greeting,
    Help,
    InvoiceAll,
    InvoiceAsked,
    JobAway,
    JobName,
    Language,
    MoveProofs,
    NewJob,
    NewPart,
    NewPrice,
    No,
    PaidSaid,
    PayTerms,
    PhotosAsked,
    Pick,
    RemoveLine,
    Resend,
    Send,
    Status,
    SwitchTo,
    TaxSaid,
    TermsSaid,
    Unclear,
    Undo,
    VoidInvoice,
    WhoOwes,
    Yes,
)
from bots.intents.invoice_stands import InvoiceStandsAsked
from bots.intents.late_fees import LateFeeSaid
from bots.intents.limits import DepositCapAsked, JobPlaceSaid, LimitsAsked, PlaceSaid, PlaceUnknown, ReasonSaid
from bots.intents.packs import PackAsked
from bots.intents.papers import PaperAsked
from bots.intents.partners import Sharing
from bots.intents.proposal_edits import LineSaid
from bots.intents.proposals import OfferTermsSaid, ProposalAsked, ProposalSaid
from bots.intents.reach import (
    AddAddress,
    AddressesAsked,
    CrewAsked,
    InviteCrew,
    LinkClient,
    RemoveAddress,
    RemoveCrew,
)
from bots.intents.reminder_policy import ReminderPolicySaid
from bots.intents.reminders import RemindersSaid
from bots.intents.templates import TemplateAsked
from bots.intents.unit_prices import PricesSaid
from bots.intents.whole import LinksRevoked, WholeAsked
from bots.intents.yearly import YearAsked

Intent = (
    Greeting
    | Help
    | Status
    | WhoOwes
    | NewJob
    | TermsSaid
    | InvoiceAsked
    | DoneSaid
    | Send
    | Cancel
    | Change
    | AddLine
    | NewPart
    | RemoveLine
    | Discount
    | NewPrice
    | InvoiceAll
    | MoveProofs
    | PhotosAsked
    | PackAsked
    | PaperAsked
    | DigestSaid
    | BankSaid
    | EvidenceAsked
    | CardPayments
    | AutopaySaid
    | YearAsked
    | InvoiceStandsAsked
    | EraseAsked
    | EraseNamed
    | WholeExportAsked
    | WholeAsked
    | LinksRevoked
    | RemindersSaid
    | LateFeeSaid
    | CardFeeSaid
    | ReminderPolicySaid
    | Undo
    | SwitchTo
    | PaidSaid
    | Resend
    | VoidInvoice
    | AnswerClient
    | Pick
    | Yes
    | No
    | Back
    | BusinessName
    | BusinessFacts
    | Language
    | TaxSaid
    | DueSaid
    | PayTerms
    | JobAway
    | JobName
    | ClientContact
    | ClientLanguage
    | InviteCrew
    | CrewAsked
    | RemoveCrew
    | LinkClient
    | AddAddress
    | AddressesAsked
    | RemoveAddress
    | PlaceSaid
    | JobPlaceSaid
    | LimitsAsked
    | PlaceUnknown
    | DepositCapAsked
    | ReasonSaid
    | ProposalSaid
    | ProposalAsked
    | TemplateAsked
    | PricesSaid
    | LineSaid
    | OfferTermsSaid
    | ContractSaid
    | ChangeAsked
    | ChangeNoted
    | ChangeUnpriced
    | ChangesAsked
    | ChangeShown
    | ChangeWithdrawn
    | ChangeRevised
    | Sharing
    | BankAsked
    | BankAccountSaid
    | BankChangeCancelled
    | BankRemoved
    | BankCode
    | Unclear
)
