"""What the log keeps of an address that opens something."""

import io
import logging

import pytest

from common.logs import Routes
from tests.app.doors import visitor

pytestmark = pytest.mark.django_db
TOKEN = "TellNobody-7f3a"


@pytest.mark.parametrize(
    ("address", "route"),
    [
        (f"/account/email/undo/{TOKEN}/", "/account/email/undo/<str:token>/"),
        (f"/invitation/{TOKEN}/", "/invitation/<str:token>/"),
        (f"/verify/{TOKEN}/", "/verify/<slug:code>/"),
        (f"/verify/{TOKEN}/?x={TOKEN}", "/verify/<slug:code>/"),
    ],
)
def test_a_refused_address_is_logged_by_its_route(monkeypatch, address, route):
    said = io.StringIO()
    [console] = [one for one in logging.getLogger().handlers if any(isinstance(rule, Routes) for rule in one.filters)]
    monkeypatch.setattr(console, "stream", said)
    assert visitor().get(address).status_code in (404, 410)
    assert route in said.getvalue()
    assert TOKEN not in said.getvalue()
