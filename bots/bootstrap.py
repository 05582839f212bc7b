"""The composition root: settings in, a program out. Every part can be replaced by what a test brings."""

import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter

from bots.conversation import Conversations
from bots.deliveries import Deliveries
from bots.estimates import Estimates
from bots.forms import KnownForms
from bots.importing import Importing
from bots.jobs import Jobs
from bots.pausing import PausingGateways
from bots.roads import Kept, Open, open_roads, opt_out, roads
from bots.sending import Sending
from bots.settings import Settings
from bots.wording import wording
from core.domain.invitation import Codes
from core.domain.links import ChangeLinks, Links, ProjectLinks, ProposalLinks
from core.domain.passes import EditLinks, FileLinks, Passes, UploadLinks
from core.ports.blobs import BlobStore
from core.ports.documents import DocumentRenderer
from core.ports.inbox import Listener, Webhook
from core.ports.messaging import Channel
from core.ports.payments import PaymentGateway
from storage.bank_files.reader import BankFiles
from storage.credentials import SealedCredentials
from storage.database import Database
from storage.documents.words import SHEET_WORDS
from storage.estimates.reader import Grids
from storage.media.intake import Intake
from storage.media.limits import MAX_BYTES
from storage.stamps import SqlPageStamps

if TYPE_CHECKING:
    from storage.embedded import EmbeddedServer

log = logging.getLogger(__name__)
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Everything that runs, built once. ``close`` ends what was started here, last things first."""

    settings: Settings
    database: Database
    blobs: BlobStore
    channels: Mapping[str, Channel]
    gateways: Mapping[str, PaymentGateway]
    webhooks: Mapping[str, Webhook]
    listeners: Mapping[str, Listener]
    pages: Sequence[APIRouter]
    links: Links
    file_links: FileLinks
    upload_links: UploadLinks
    proposal_links: ProposalLinks
    edit_links: EditLinks
    change_links: ChangeLinks
    project_links: ProjectLinks
    jobs: Jobs
    conversations: Conversations
    stamps: SqlPageStamps
    stack: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self.stack.close()


def build(settings: Settings, *, renderer: DocumentRenderer | None = None) -> Program:
    """Starts the embedded database when there is no other, migrates, and puts the parts together."""
    stack = ExitStack()
    with ExitStack() as undo:
        undo.push(stack)
        program = _assemble(settings, stack, renderer)
        undo.pop_all()
    return program


def _assemble(settings: Settings, stack: ExitStack, renderer: DocumentRenderer | None) -> Program:
    database = _database(settings, stack)
    database.migrate()
    stamps = SqlPageStamps(database.url)
    blobs = make_blobs(settings)
    credentials = SealedCredentials(database.engine, derived(settings, "credentials"))
    forms = KnownForms(database=database, words=wording)
    kept = Kept(credentials=credentials, handed=database.handed, began=database.heard.first, forms=forms, blobs=blobs)
    found = open_roads(settings, partial(derived, settings), kept)
    intake = _intake(settings, stack)
    conversations = _conversations(settings, database, found)
    deliveries = _deliveries(settings, database, blobs, conversations, renderer or _renderer(stack))
    sending = Sending(database=database, channels=found.channels, conversations=conversations, deliveries=deliveries)
    jobs = Jobs(
        database=database,
        blobs=blobs,
        channels=found.channels,
        gateways=PausingGateways(found.gateways, database.gateway_pauses),
        links=deliveries.links,
        intake=intake,
        conversations=conversations,
        deliveries=deliveries,
        sending=sending,
        importing=_importing(settings, database, blobs, conversations, found, intake),
        base_url=settings.base_url,
        max_file_bytes=settings.max_file_megabytes * MEGABYTE,
    )
    return Program(
        settings=settings,
        database=database,
        blobs=blobs,
        channels=found.channels,
        gateways=found.gateways,
        webhooks=found.webhooks,
        listeners=found.listeners,
        pages=found.pages,
        links=deliveries.links,
        file_links=deliveries.file_links,
        upload_links=deliveries.upload_links,
        proposal_links=deliveries.proposal_links,
        edit_links=deliveries.edit_links,
        change_links=deliveries.change_links,
        project_links=deliveries.project_links,
        jobs=jobs,
        conversations=conversations,
        stamps=stamps,
        stack=stack,
    )


def _intake(settings: Settings, stack: ExitStack) -> Intake:
    largest = settings.max_file_megabytes * MEGABYTE
    intake = Intake(max_bytes={kind: min(usual, largest) for kind, usual in MAX_BYTES.items()})
    stack.callback(intake.close)
    return intake


def _conversations(settings: Settings, database: Database, found: Open) -> Conversations:
    return Conversations(
        reads=database.reads,
        words=wording,
        roads=roads(found),
        settings=settings,
        sheet_codes=SHEET_WORDS,
        gateways={name: one.capabilities for name, one in found.gateways.items()},
        codes=Codes(derived(settings, "invitations")),
        opt_out=opt_out(found),
    )


def _importing(
    settings: Settings,
    database: Database,
    blobs: BlobStore,
    conversations: Conversations,
    found: Open,
    intake: Intake,
) -> Importing:
    return Importing(
        database=database,
        channels=found.channels,
        blobs=blobs,
        conversations=conversations,
        estimates=Estimates(Grids(intake.hatch)),
        bank_files=BankFiles(intake.hatch),
        intake=intake,
        max_file_bytes=settings.max_file_megabytes * MEGABYTE,
    )


def _deliveries(
    settings: Settings,
    database: Database,
    blobs: BlobStore,
    conversations: Conversations,
    renderer: DocumentRenderer,
) -> Deliveries:
    return Deliveries(
        database=database,
        blobs=blobs,
        links=Links(derived(settings, "links")),
        renderer=renderer,
        conversations=conversations,
        base_url=settings.base_url,
        file_links=FileLinks(Passes(derived(settings, "files"), "files")),
        upload_links=UploadLinks(derived(settings, "uploads")),
        proposal_links=ProposalLinks(derived(settings, "proposals")),
        edit_links=EditLinks(derived(settings, "edits")),
        change_links=ChangeLinks(derived(settings, "changes")),
        project_links=ProjectLinks(derived(settings, "projects")),
    )


def derived(settings: Settings, purpose: str) -> bytes:
    """A key of its own for each purpose, all from the one secret key."""
    return hmac.new(settings.key(), purpose.encode(), hashlib.sha256).digest()


def database_url(settings: Settings, stack: ExitStack) -> str:
    """The one that is set, else the embedded server's, started in the data folder and stopped with ``stack``."""
    return settings.database_url or _embedded(settings, stack).url


def _embedded(settings: Settings, stack: ExitStack) -> "EmbeddedServer":
    from storage import embedded

    server = embedded.start(settings.data_dir.absolute() / "postgres")
    stack.callback(server.stop)
    return server


def _database(settings: Settings, stack: ExitStack) -> Database:
    """An embedded server is ours to look after: it is started again when it dies under us."""
    server = None if settings.database_url else _embedded(settings, stack)
    url = server.url if server else settings.database_url
    database = Database(url, pool_size=settings.worker_concurrency * 2 + 8)
    stack.callback(database.close)
    if server:
        from storage.embedded_watch import Watch

        stack.callback(Watch(server, database.reconnect).stop)
    return database


def make_blobs(settings: Settings) -> BlobStore:
    if not settings.s3_bucket:
        from storage.blobs.local import LocalBlobs

        return LocalBlobs(settings.data_dir.absolute() / "blobs")
    from storage.blobs.s3 import S3Blobs

    return S3Blobs(
        settings.s3_bucket,
        endpoint_url=settings.s3_endpoint_url or None,
        region=settings.s3_region,
        access_key=settings.s3_access_key_id.get_secret_value() or None,
        secret_key=settings.s3_secret_access_key.get_secret_value() or None,
    )


def _renderer(stack: ExitStack) -> DocumentRenderer:
    from storage.documents.warm import WarmRenderer

    renderer = WarmRenderer()
    stack.callback(renderer.close)
    return renderer
