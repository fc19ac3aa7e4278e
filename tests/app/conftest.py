"""What several files of tests stand on: a project and its operators; the world of the hostile tests."""

import itertools

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models.fields import AutoFieldMixin
from django.db.models.signals import pre_save

from structures.enums import Side
from tests.app import world as worlds
from tests.app.factories import PartnerFactory, ProjectFactory, StructureFactory
from tests.app.launched import browser, place, platform  # noqa: F401  (fixtures)
from tests.app.merging import boss, herself, in_english, two  # noqa: F401  (fixtures)
from tests.app.recorded import ground, store  # noqa: F401  (fixtures)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world of the hostile tests, built once a module; each test leaves it as it was.

    Whatever a sequence would number is numbered from worlds.FIRST on, so that a page that shows one is caught.
    """
    numbers = itertools.count(worlds.FIRST)

    def number(sender, instance, raw=False, **kwargs) -> None:
        if instance.pk is None and isinstance(sender._meta.pk, AutoFieldMixin):
            instance.pk = next(numbers)

    with django_db_blocker.unblock(), transaction.atomic():
        pre_save.connect(number)
        try:
            built = worlds.build()
        finally:
            pre_save.disconnect(number)
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def project():
    """A project that runs today."""
    return ProjectFactory(code="DEMO")


@pytest.fixture
def tic(project):
    """Its operator in Wallonia."""
    return PartnerFactory(
        project=project,
        code="TIC",
        invitation_code="TIC-2026",
        state__name="Technofutur TIC",
        state__side=Side.WAL,
        state__territorial_default=True,
    )


@pytest.fixture
def d09(project):
    """Its operator in Flanders."""
    return PartnerFactory(
        project=project, code="D09", state__name="District09", state__side=Side.VL, state__territorial_default=True
    )


@pytest.fixture
def epn(project, tic):
    """A structure in Tournai, affiliated to the project with TIC."""
    return StructureFactory(name="EPN Tournai", slug="epn", affiliation__project=project, affiliation__operator=tic)


@pytest.fixture
def no_earlier_attempts():
    """Rate limits begin afresh."""
    cache.clear()


@pytest.fixture
def queue(monkeypatch):
    """Jobs wait to be run by hand, as they do between the web and the worker."""
    sent: list[str] = []
    monkeypatch.setattr("celery.canvas.Signature.delay", lambda self, *a, **kw: sent.append(self.args[0]))
    return sent
