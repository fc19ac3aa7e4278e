"""The administration speaks French and Dutch: every label is translated, its library's own words too."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils import translation
from django.utils.functional import Promise

from courses.learning.services import new_draft
from tests.app.administering import Setting
from tests.app.doors import send

pytestmark = pytest.mark.django_db

# Written in that language as in English.
NOT_WORDS = (*dict(settings.LANGUAGES).values(), ".yaml")  # languages by their own names, and files
ALIKE = {
    "fr": {"code", "module", "modules", "Modules", "minutes", "zone", "programme", "France"},
    "nl": {
        "charter",
        "code",
        "module",
        "modules",
        "Modules",
        "zone",
        "start",
        "project",
        "partner",
        "partners",
        "postcode",
        "status",
        "account",
        "accounts",
        "Accounts",
    },
}


@pytest.fixture
def missing(monkeypatch) -> set[str]:
    """What is asked of gettext and stands in no catalogue of the page's language; Dutch would fall back on French."""
    found: set[str] = set()

    def watch(name, key_of) -> None:
        told = getattr(translation._trans, name)

        def watching(*args):
            language = translation.get_language()
            if language in ALIKE and any(args) and key_of(*args) not in translation._trans.catalog()._catalog:
                found.add(f"{language}: {args[0]}")
            return told(*args)

        monkeypatch.setattr(translation._trans, name, watching)

    watch("gettext", lambda message: message.replace("\r\n", "\n").replace("\r", "\n"))
    watch("ngettext", lambda singular, plural, number: (singular, 0))
    watch("pgettext", lambda context, message: f"{context}\x04{message}")
    watch("npgettext", lambda context, singular, plural, number: (f"{context}\x04{singular}", 0))
    return found


@pytest.mark.parametrize("language", ALIKE)
def test_no_page_asks_for_a_word_that_no_catalogue_has(missing, language) -> None:
    setting = Setting()
    client = setting.client("administrator", language)
    for page in setting.pages():
        assert client.get(page).status_code == 200, page
    draft = new_draft(module=setting.module, by=setting.curator)
    writing = f"/admin/courses/moduleversion/{draft.pk}/"
    assert client.get(f"{writing}delete/").status_code == 200
    # What only an act says: a draft with remarks, a form with an error, a thing that was changed.
    send(client, f"{writing}change/", {"module.yaml": "code: ["}, follow=True)
    send(client, f"/admin/structures/project/{setting.project.pk}/change/", {"end": "x"})
    send(client, f"/admin/accounts/user/{setting.curator.pk}/change/", {"language": language, "is_active": "on"})
    for history in (f"accounts/user/{setting.curator.pk}", f"courses/moduleversion/{draft.pk}"):
        assert client.get(f"/admin/{history}/history/").status_code == 200
    assert client.get("/admin/courses/module/?q=nothing-is-called-that").status_code == 200

    assert sorted(one for one in missing if not one.endswith(NOT_WORDS)) == []


def labels() -> Iterator[tuple[str, str | Promise]]:
    """Every label of our models that the administration shows, with where it is."""
    for model, page in admin.site._registry.items():
        yield model.__name__, model._meta.app_config.verbose_name
        for column in page.list_display:
            yield f"{model.__name__}.{column}", label_for_field(column, model, page)
        for act in (*page.actions, *page.actions_submit_line):
            yield f"{model.__name__}: {act}", getattr(page, act).short_description
        names = [field for field in page.fields or page.list_display if not hasattr(page, field)]
        yield from labels_of(model, names)
        for inline in page.inlines:
            editable = [field.name for field in inline.model._meta.local_concrete_fields if field.editable]
            yield from labels_of(inline.model, inline.fields or set(editable) - {"id"}, inline)


def labels_of(model, names, owner=None) -> Iterator[tuple[str, str | Promise]]:
    """The model's own, and those of these fields: name, help and choices."""
    yield model.__name__, model._meta.verbose_name
    yield model.__name__, model._meta.verbose_name_plural
    for name in names:
        if hasattr(owner, name):
            yield f"{model.__name__}.{name}", getattr(owner, name).short_description
            continue
        field = model._meta.get_field(name)
        yield f"{model.__name__}.{name}", field.verbose_name
        if field.help_text:
            yield f"{model.__name__}.{name}, help", field.help_text
        if "language" not in name:  # a language is called by its own name everywhere
            yield from ((f"{model.__name__}.{name} is {value!r}", label) for value, label in field.choices or ())


def test_every_label_is_a_message() -> None:
    """A label written as plain text would stay English for ever, and no catalogue would miss it."""
    found = list(labels())
    assert len(found) > 80
    assert [(where, label) for where, label in found if not isinstance(label, Promise)] == []


@pytest.mark.parametrize("language", ALIKE)
def test_every_label_is_translated(language) -> None:
    said: dict[str, set[str]] = {}
    for spoken in ("en", language):
        with translation.override(spoken):
            said[spoken] = {f"{where}: {label}" for where, label in labels()}
    same = {one.rpartition(": ")[2] for one in said["en"] & said[language]}

    assert sorted(same - ALIKE[language]) == []


def test_the_curator_reads_her_own_language() -> None:
    setting = Setting()
    french = setting.client("curator", "fr").get("/admin/courses/module/").content.decode()
    assert "Rechercher" in french
    assert "Versions des modules" in french
    dutch = setting.client("curator", "nl").get("/admin/courses/moduleversion/").content.decode()
    assert "Versies van modules" in dutch
    assert "Filters" in dutch
