"""PDF: counted and its first page drawn. The file itself is kept as received; no script in it is ever run."""

import pypdfium2
from pypdfium2 import raw

from storage.media import picture
from storage.media.limits import MAX_PAGES, PAGE_SIDE
from storage.media.made import Made, Outputs, Refuse, Task

_SMALLEST_POINT = 1.0


def make(task: Task, out: Outputs) -> Made:
    """Page count, page picture and thumbnail. Raises Refuse, and PdfiumError on a broken file."""
    document = _opened(task)
    pages = len(document)
    if pages == 0:
        raise Refuse("media.unreadable", kind="document")
    if pages > MAX_PAGES:
        raise Refuse("media.too_long", kind="document", limit=MAX_PAGES, found=pages)
    page = document[0]
    long_side = max(*page.get_size(), _SMALLEST_POINT)
    drawn = page.render(scale=PAGE_SIDE / long_side, may_draw_forms=False).to_pil().convert("RGB")
    picture.write_page_and_thumb(drawn, out.page, out.thumb)
    width, height = picture.fitted(drawn.size, PAGE_SIDE)
    return Made(
        media_type=task.media_type,
        client_type=task.media_type,
        width=width,
        height=height,
        pages=pages,
        as_received=True,
    )


def _opened(task: Task) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(task.source)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise Refuse("media.encrypted") from error
        raise
