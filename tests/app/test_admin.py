"""The administration: who enters it, what it never shows or changes, and what bad input gets."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.test import RequestFactory

from accounts.models import User
from common.wall import across_structures
from courses.learning.models import ModuleVersion
from courses.learning.services import new_draft
from structures.enums import Role
from structures.models import Partner, Project
from tests.app.administering import Setting, address, button
from tests.app.doors import send, text, visitor
from tests.app.factories import LearnerFactory, StructureFactory, UserFactory, portal_person

pytestmark = [pytest.mark.django_db, pytest.mark.long]

OURS = {"User", "Portal", "Project", "Partner", "Module", "ModuleVersion"}
LOOKUPS = ("=abc", "__regex=(", "__range=1", "__zz=1")  # of any column
ASKED = ("__exact", "__id__exact", "__isnull")  # of a filter
VALUES = ("abc", "", "99999999999999999999", "1,2")
NO_IDS = ("abc", "0", "-1", "99999999999999999999999", "_5F", "1%2F..", "é", "1.5", "None", "'")


@pytest.fixture
def setting() -> Setting:
    return Setting()


# --- who enters


def test_only_roles_of_the_portal_open_it(setting) -> None:
    assert setting.client("curator").get("/admin/").status_code == 200
    assert setting.client("administrator").get("/admin/").status_code == 200
    setting.moderator = portal_person(Role.MODERATOR, portal=setting.portal, is_staff=True)
    setting.unmarked = portal_person(Role.CURATOR, portal=setting.portal)
    setting.former = UserFactory(is_staff=True)
    for closed in ("moderator", "unmarked", "former"):
        for page in ("/admin/", "/admin/login/", "/admin/courses/module/", "/admin/search/?s=a", "/admin/jsi18n/"):
            assert setting.client(closed).get(page).status_code == 403, (closed, page)
    door = visitor().get("/admin/courses/module/", follow=True)
    assert door.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert door.status_code == 200


def test_a_closed_account_is_out_at_once(setting) -> None:
    client = setting.client("curator")
    send(
        setting.client("administrator"),
        f"/admin/accounts/user/{setting.curator.pk}/change/",
        {"language": "fr", "is_staff": "on"},
    )
    setting.curator.refresh_from_db()
    assert not setting.curator.is_active
    assert client.get("/admin/").status_code == 302


def test_who_makes_the_first_account_is_an_administrator() -> None:
    first = Setting()
    first.root = User.objects.create_superuser("root@place.example")
    for page in ("accounts/user", "structures/portal", "courses/module"):
        assert first.client("root").get(f"/admin/{page}/").status_code == 200


def test_a_curator_writes_modules_and_no_more(setting) -> None:
    client = setting.client("curator")
    for model in admin.site._registry:
        wanted = 200 if model._meta.app_label == "courses" else 403
        start, row = address(model), model._base_manager.first()
        for page in (start, f"{start}{row.pk}/change/", f"{start}{row.pk}/history/"):
            assert client.get(page).status_code == wanted, page
        assert client.get(f"{start}add/").status_code == 403
    assert "Portals" not in text(client.get("/admin/"))
    assert "portal" not in text(client.get("/admin/search/?s=portal"))


def test_nobody_shuts_herself_out(setting) -> None:
    page = f"/admin/accounts/user/{setting.administrator.pk}/change/"
    client = setting.client("administrator")
    assert 'name="is_active"' not in client.get(page).content.decode()
    assert send(client, page, {"language": "nl"}).status_code == 302
    setting.administrator.refresh_from_db()
    assert (setting.administrator.language, setting.administrator.is_active) == ("nl", True)


# --- what it never shows or changes


def test_what_a_structure_owns_is_not_there() -> None:
    """What libraries register for themselves neither: groups, addresses, second factors, the schedule."""
    assert {model.__name__ for model in admin.site._registry} == OURS
    shown = {
        model for page in admin.site._registry.values() for model in [page.model, *(i.model for i in page.inlines)]
    }
    walled = [m for m in shown if getattr(m, "append_only", False) or hasattr(m, "structure_id")]
    assert [m for m in walled if not getattr(m, "wall_shared", False)] == []
    for model in walled:  # the house's modules are, a structure's copies are not
        page = next(one for one in admin.site._registry.values() if one.model is model)
        assert 'structure_id" IS NULL' in str(page.get_queryset(RequestFactory().get("/")).query)


def test_learners_and_structures_are_on_no_page(setting) -> None:
    structure = StructureFactory(name="SECRET place")
    LearnerFactory(structure=structure, alias="SECRET learner")
    for page in setting.pages():
        assert "SECRET" not in setting.client("administrator").get(page).content.decode(), page


def test_nothing_that_figures_rest_on_is_deleted(setting) -> None:
    client = setting.client("administrator")
    for thing in (setting.portal, setting.project, setting.partner, setting.module, setting.curator):
        start = address(type(thing))
        assert client.get(f"{start}{thing.pk}/delete/").status_code == 403
        assert send(client, f"{start}{thing.pk}/delete/", {"post": "yes"}).status_code == 403
        send(client, start, {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"})
        assert type(thing)._base_manager.filter(pk=thing.pk).exists()


def test_a_code_is_given_once(setting) -> None:
    client = setting.client("administrator")
    assert (
        send(client, f"/admin/structures/partner/{setting.partner.pk}/change/", partner_form(code="ELSE")).status_code
        == 302
    )
    setting.partner.refresh_from_db()
    assert (setting.partner.code, setting.partner.invitation_code) == ("OURS", "COME-IN")


def test_a_project_and_its_partner_are_set_up(setting) -> None:
    client = setting.client("administrator")
    new = {
        "code": "LYS", "portal": setting.portal.pk, "name_fr": "Lys", "start": "2026-01-01", "end": "2027-12-31",
        "period_months": 6, "grace_days": 15, "zone": "programme", "held_against_target": "declared",
        "target_scope": "all",
    }  # fmt: skip
    refused = {
        "code": ("A/B", "Use only letters"),
        "end": ("2020-01-01", "before the start"),
        "period_months": ("0", "greater than or equal to 1"),
        "held_against_target": ("both", "both is not one of the available choices"),
    }
    for name, (value, why) in refused.items():
        page = send(client, "/admin/structures/project/add/", new | {name: value})
        assert page.status_code == 200
        assert why in text(page)
    assert send(client, "/admin/structures/project/add/", new).status_code == 302
    project = Project.objects.get(code="LYS")
    adding = partner_form(project=project.pk, code="TIC", **{"states-TOTAL_FORMS": 1, "states-INITIAL_FORMS": 0}) | {
        "states-0-since": "2026-01-01", "states-0-name": "Technofutur", "states-0-role": "operator",
    }  # fmt: skip
    assert send(client, "/admin/structures/partner/add/", adding).status_code == 302
    assert Partner.objects.get(project=project).name == "Technofutur"
    said = text(client.get(f"/admin/structures/project/{project.pk}/history/"))
    assert "Added" in said


def partner_form(**values) -> dict:
    """The partner's form with no situation filled in."""
    return {"invitation_code": "COME-IN", "states-TOTAL_FORMS": 0, "states-INITIAL_FORMS": 0} | values


def test_the_history_names_fields_in_the_readers_language(setting) -> None:
    page = f"/admin/structures/project/{setting.project.pk}/"
    form = {
        "portal": setting.portal.pk, "name_fr": "Autre", "start": "2020-01-01", "end": "2030-12-31",
        "period_months": 12, "grace_days": 15, "zone": "programme", "held_against_target": "declared",
        "target_scope": "all",
    }  # fmt: skip
    assert send(setting.client("administrator", "en"), f"{page}change/", form).status_code == 302
    assert "mois par période" in text(setting.client("administrator", "fr").get(f"{page}history/"))
    assert "maanden per periode" in text(setting.client("administrator", "nl").get(f"{page}history/"))


# --- versions


def test_the_pages_own_buttons_begin_and_publish_a_version(setting) -> None:
    client = setting.client("curator")
    module = f"/admin/courses/module/{setting.module.pk}/change/"
    page = client.get(module)
    inline = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    begun = send(client, module, inline | {button(page, "Write the next version"): ""})
    draft = ModuleVersion.objects.get(status="draft")
    writing = f"/admin/courses/moduleversion/{draft.pk}/change/"
    assert begun.url == writing
    page = client.get(writing)
    files = {name: field.initial for name, field in page.context["adminform"].form.fields.items()}
    broken = files | {"module.yaml": files["module.yaml"].replace("minutes: 22", "minutes: 23", 1)}
    stays = send(client, writing, broken | {button(page, "Save and publish"): ""})
    assert stays.url == writing, "a draft with errors stays open"
    assert "can't be published yet" in text(client.get(writing))
    done = send(client, writing, files | {"module.yaml": files["module.yaml"], button(page, "Save and publish"): ""})
    assert done.url == "/admin/courses/moduleversion/"
    draft.refresh_from_db()
    assert draft.status == "published"


def test_a_published_version_says_that_it_never_changes(setting) -> None:
    client = setting.client("curator")
    page = f"/admin/courses/moduleversion/{setting.module.published_id}/change/"
    shown = client.get(page)
    assert "A published version never changes." in text(shown)
    assert "Save and publish" not in text(shown)
    refused = send(client, page, {"module.yaml": "code: L16"})
    assert refused.status_code == 409
    assert "A published version never changes." in text(refused)
    assert send(client, page.replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_a_draft_may_go(setting) -> None:
    draft = new_draft(module=setting.module, by=setting.curator)
    client = setting.client("curator")
    assert send(client, f"/admin/courses/moduleversion/{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ModuleVersion.objects.filter(pk=draft.pk).exists()


# --- bad input


def test_no_address_breaks_a_list(setting) -> None:
    client = setting.client("administrator")
    client.raise_request_exception = False
    broken = []
    for model, page in admin.site._registry.items():
        columns = [field.name for field in model._meta.get_fields()]
        queries = [f"{column}{quote(lookup, safe='=')}" for column in columns for lookup in LOOKUPS]
        queries += [f"{name}{how}={value}" for name in page.list_filter for how in ASKED for value in VALUES]
        queries += [
            "q=%00",
            "q=" + "x" * 3000,
            "q=%22",
            "p=-1",
            "p=abc",
            "o=99",
            "o=abc",
            "_to_field=zz",
            "all=1",
            "e=1",
        ]
        for query in queries:
            found = client.get(f"{address(model)}?{query}").status_code
            broken += [f"{address(model)}?{query}: {found}"] * (found not in {200, 302, 400})
    assert broken == []


def test_no_id_and_no_form_breaks_a_page(setting) -> None:
    client = setting.client("administrator")
    client.raise_request_exception = False
    broken = []
    for model in admin.site._registry:
        start = address(model)
        asked = [(send, f"{start}{one}/{page}/", {}) for one in NO_IDS for page in ("change", "delete")]
        asked += [
            (client_get, f"{start}{one}/{page}/", {}) for one in NO_IDS for page in ("change", "delete", "history")
        ]
        asked += [(send, f"{start}{model._base_manager.first().pk}/change/", {"states-TOTAL_FORMS": "abc"})]
        asked += [(send, f"{start}add/", {})]
        asked += [
            (send, start, {"action": act, "_selected_action": ids})
            for act in ("delete_selected", "begin_drafts", "zz", "")
            for ids in (["abc"], [99999999999999999999], [])
        ]
        for how, page, data in asked:
            found = how(client, page, data).status_code
            broken += [f"{how.__name__} {page} {data}: {found}"] * (found not in {200, 302, 400, 403, 404, 409})
    for page in ("search/?s=a&page=zz", "search/?s=%22&extended=1", "r/abc/1/", "r/1/99999999999999999999/",
                 "autocomplete/?app_label=zz", "zz/", "login/?next=//evil.example/"):  # fmt: skip
        found = client.get(f"/admin/{page}")
        broken += [f"{page}: {found.status_code}"] * (found.status_code not in {200, 302, 400, 403, 404})
        assert "evil" not in found.headers.get("Location", "")
    assert broken == []


def client_get(client, page: str, data: dict):
    return client.get(page, data)


def test_the_wall_holds_for_an_administrator(setting) -> None:
    """The pages ask as the application's role: memberships of structures are not among what a search can reach."""
    with across_structures("the test knows what lies beyond"):
        assert StructureFactory(name="Elsewhere")
    client = setting.client("administrator")
    assert client.get("/admin/accounts/user/?memberships__structure__name=Elsewhere").status_code == 400
    assert client.get("/admin/accounts/user/?password__startswith=a").status_code == 400
