"""PDF from HTML: tagged (PDF/UA-1), made in the worker only: a page takes a quarter of a second of CPU."""

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError

PAGE_CAP = 60


def pdf(html: str) -> bytes:
    """The document as tagged PDF. `html` is a whole page that carries its style; nothing is fetched.

    DomainError when it has more than PAGE_CAP pages: such a document is a spreadsheet's work.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415  late: it loads Pango, which a web process never needs
    except OSError as error:
        raise DomainError(
            _("This machine can't make PDF files yet: the libraries Pango and HarfBuzz are missing.")
        ) from error

    document = HTML(string=html, url_fetcher=_refuse).render()
    if len(document.pages) > PAGE_CAP:
        raise DomainError(_("This file would have too many pages. Choose fewer rows, or take the spreadsheet."))
    return document.write_pdf(pdf_variant="pdf/ua-1")


def _refuse(url: str, *args, **kwargs):
    raise ValueError(f"a document may not fetch anything: {url[:60]}")
