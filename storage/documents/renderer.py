"""A sheet of any kind becomes a PDF/A-3b, in this process."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from core.ports.documents import RenderFailed, Sheet
from storage.documents import fonts
from storage.documents.codes import qr_picture
from storage.documents.kinds import kind_of
from storage.documents.native import APT_LINE, missing_packages
from storage.documents.page import INVOICE
from storage.documents.presenting import characters, pictures

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_URL = 1_000


class WeasyRenderer:
    """DocumentRenderer over Jinja and WeasyPrint. Not for a web process: see WarmRenderer."""

    def __init__(self) -> None:
        """RenderFailed, naming the packages, when the native libraries are not there."""
        missing = missing_packages(needed_only=True)
        if missing:
            raise RenderFailed(f"native libraries are missing ({', '.join(missing)}): {APT_LINE}")
        fonts.shut_out_machine_fonts()
        _weasyprint()

    def warm_up(self) -> None:
        """Do once what every first render pays for."""
        fonts.covered_by(fonts.TEXT)
        write_pdf(
            f"<style>{fonts.style((fonts.TEXT,))}</style>1",
            {f"font:{fonts.TEXT.file}": fonts.content(fonts.TEXT.file)},
            "00" * 16,
        )

    def render(self, sheet: Sheet, assets: Mapping[str, bytes], page_url: str) -> bytes:
        kind = kind_of(sheet)
        shown = kind.present(sheet)
        html, prepared = compose(shown, assets, _checked(page_url))
        return write_pdf(html, prepared, shown.fingerprint, kind.styles)


def compose(sheet: Sheet, assets: Mapping[str, bytes], page_url: str) -> tuple[str, dict[str, bytes]]:
    """The page's HTML, and the bytes that it may ask for by address."""
    kind = kind_of(sheet)
    chosen = fonts.faces_for(characters(sheet))
    embedded = pictures(kind.proof_ids(sheet), assets, kind.long_side(sheet))
    urls = {proof_id: f"proof:{place}" for place, proof_id in enumerate(embedded)}
    prepared = {urls[proof_id]: picture.content for proof_id, picture in embedded.items()}
    prepared |= {f"font:{face.file}": fonts.content(face.file) for face in chosen}
    if page_url:
        prepared["asset:page"] = qr_picture(page_url)
    html = (
        _templates()
        .get_template(kind.template)
        .render(
            sheet=sheet,
            words=sheet.words,
            page_url=page_url,
            font_style=Markup(fonts.style(chosen)),  # noqa: S704  # our own file names only
            **kind.details(sheet, urls, page_url),
        )
    )
    return html, prepared


def write_pdf(
    html: str, prepared: Mapping[str, bytes], fingerprint: str, styles: tuple[str, ...] = INVOICE.styles
) -> bytes:
    """The PDF/A-3b of a page that needs nothing but ``prepared``. Its id is the fingerprint: no clock, no chance."""
    from storage.documents.fetcher import PreparedBytes

    weasyprint = _weasyprint()
    fetcher = PreparedBytes(prepared)
    try:
        pdf: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None).write_pdf(
            stylesheets=[_stylesheet(name) for name in styles],
            pdf_variant="pdf/a-3b",
            pdf_identifier=bytes.fromhex(fingerprint)[:16],
        )
    except weasyprint.urls.FatalURLFetchingError as refused:
        raise RenderFailed(f"the page asked for {fetcher.refused}") from refused
    return pdf


def _checked(page_url: str) -> str:
    """The client's page is ours: anything but a plain web address is a mistake of the caller."""
    if page_url and (urlsplit(page_url).scheme not in {"http", "https"} or len(page_url) > _LONGEST_URL):
        raise RenderFailed("the address of the client's page is no web address")
    return page_url


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _stylesheet(name: str) -> Any:
    """Our style, parsed once a process; the page's own few rules (fonts, paper) come after it."""
    return _weasyprint().CSS(filename=_TEMPLATES / name, base_url="asset:style")


@cache
def _weasyprint() -> Any:
    """WeasyPrint, imported late: it takes about two seconds, and warns that our font set is empty on purpose."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import weasyprint
        import weasyprint.urls
    return weasyprint
