"""The WSGI handler: Django's, for a Content-Type that may say anything."""

import codecs
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

CHARSETS = {"utf-8", "ascii", "iso8859-1"}  # what browsers send, as Python names them


class Request(WSGIRequest):
    """Django reads the header, and with its charset the query, before any middleware: what it raises there would be
    nobody's to answer.

    A header that can't be read counts as none. A charset in which no browser sends text (Python knows codecs that are
    none, as `zlib`) is left aside in `odd_charset`, for common.middleware to refuse.
    """

    odd_charset = ""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
            charset = self.content_params.get("charset", "")
            name = codecs.lookup(charset).name if charset else ""
        except LookupError:  # a charset that nobody knows: ours is taken, as Django does
            return
        except ValueError:  # `charset*=nobody-knows''x`
            self.content_type, self.content_params = "", {}
            return
        if name in CHARSETS:
            self.encoding = charset
        else:
            self.odd_charset = charset


class Handler(WSGIHandler):
    """What config.wsgi serves."""

    request_class = Request
