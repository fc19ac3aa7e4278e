"""Every way in for an id that isn't in the path of an address: forms' fields, and what views read of a query by hand.

The lists of what there is are read from the code; test_foreign_fields.py compares them with these tables. A field that
is new needs a line in FIELDS, or a word about why it names no row of anybody's.
"""

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.urls import get_resolver

from common.forms import IdField

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {path.parent.relative_to(ROOT) for path in [*ROOT.glob("*/*/apps.py"), *ROOT.glob("*/apps.py")]}
REFERENT = "referent"
HELP = {"mode": "individual", "place": "structure", "minutes": "30", "themes": "email", "date": str(dt.date.today())}
ACTION = {
    "kind": "webinar",
    "title": "T",
    "starts_at": "2026-12-01T09:00",
    "ends_at": "2026-12-01T10:00",
    "online": "1",
}

# Every way in for an id that isn't in the path: (URL, method, who, field, kind of thing, the rest of the form).
FIELDS = [
    ("learners:group_new", "POST", REFERENT, "learners", "learner", {"name": "G"}),
    ("learners:group", "POST", REFERENT, "learners", "learner", {"name": "G"}),
    ("learners:cards", "POST", REFERENT, "learners", "learner", {"secret_kind": "digits"}),
    ("learners:cards", "GET", REFERENT, "learner", "learner", {}),
    ("learners:cards", "GET", REFERENT, "group", "group", {}),
    ("learners:list", "GET", REFERENT, "group", "group", {}),
    ("learners:list", "GET", REFERENT, "who", "helper", {}),
    ("learners:follower", "POST", REFERENT, "referent", "helper", {}),
    ("learners:leave", "POST", REFERENT, "handed_to", "helper", {}),
    ("learners:rooms", "POST", REFERENT, "group", "group", {}),
    ("accompaniments:new", "POST", REFERENT, "learners", "learner", HELP),
    ("accompaniments:new", "GET", REFERENT, "learner", "learner", {}),
    ("accompaniments:edit", "POST", REFERENT, "learners", "learner", HELP),
    ("accompaniments:list", "GET", REFERENT, "learner", "learner", {}),
    ("accompaniments:export", "GET", REFERENT, "learner", "learner", {}),
    ("assessments:new", "GET", REFERENT, "learner", "learner", {}),
    ("assessments:new", "POST", REFERENT, "learner", "learner", {}),
    ("assessments:key_in", "GET", REFERENT, "learner", "learner", {}),
    ("courses:module", "POST", REFERENT, "learners", "learner", {}),
    ("courses:module", "POST", REFERENT, "group", "group", {}),
    ("courses:module", "GET", REFERENT, "learner", "learner", {}),
    ("courses:assign", "POST", REFERENT, "learner", "learner", {"module": "L06"}),
    ("courses:progress", "GET", REFERENT, "group", "group", {}),
    ("courses:stuck", "GET", REFERENT, "group", "group", {}),
    ("authoring:own_compare", "GET", REFERENT, "save", "own_save", {}),
    ("affiliations:affiliations_several", "POST", "coordinator", "chosen", "affiliation", {"act": "approve"}),
    (
        "affiliations:affiliation_operator",
        "POST",
        "coordinator",
        "operator",
        "partner_elsewhere",
        {"since": str(dt.date.today())},
    ),
    ("events:new", "POST", "coordinator", "joint", "partner_elsewhere", ACTION),
    ("events:edit", "POST", "coordinator", "joint", "partner_elsewhere", ACTION),
    (
        "events:roll_add",
        "POST",
        "coordinator",
        "same",
        "person_elsewhere",
        {"first_name": "Inès", "last_name": "Verbeke"},
    ),
    ("journal:journal", "GET", REFERENT, "person", "helper", {}),
    ("journal:journal_file", "GET", REFERENT, "person", "helper", {}),
    ("team:vouch", "POST", REFERENT, "person", "vouched", {"how": "met", "sure": "on"}),
    ("affiliations:affiliations", "GET", "lead", "partner", "partner_code", {}),
    ("affiliations:affiliations_export", "GET", "lead", "partner", "partner_code", {}),
    ("events:actions", "GET", "lead", "partner", "partner_code", {}),
    ("events:export", "GET", "lead", "partner", "partner_code", {}),
    ("merging:merge_structures", "GET", "coordinator", "kept", "place", {}),
    ("merging:merge_structures", "GET", "coordinator", "gone", "place", {}),
    ("merging:merge_structures", "POST", "coordinator", "kept", "place", {"gone": "ici"}),
    ("merging:merge_structures", "POST", "coordinator", "gone", "place", {"kept": "ici"}),
    ("events:register", "POST", "aidant", "structure", "place", {}),
    ("library:share", "POST", REFERENT, "learners", "learner", {}),
    ("library:share", "GET", REFERENT, "learner", "learner", {}),
    ("library:put_in", "POST", "aidant", "resource", "loose", {}),
    ("library:take_out", "POST", "aidant", "resource", "resource", {}),
    ("library:move", "POST", "aidant", "resource", "resource", {}),
    ("library:new_collection", "POST", "aidant", "resource", "loose", {"title": "T", "language": "fr"}),
]

# Form classes with such a field, and the addresses that use them: each of these has a line above for each field.
FORMS = {
    "learners.forms.GroupForm": {"learners:group_new", "learners:group"},
    "learners.forms.CardsForm": {"learners:cards"},
    "learners.forms.SearchForm": {"learners:list"},
    "learners.forms.RoomForm": {"learners:rooms"},
    "learners.handover_forms.HandoverForm": {"learners:leave"},
    "learners.handover_forms.FollowerForm": {"learners:follower"},
    "learners.handover_forms.WhoForm": {"learners:list"},
    "accompaniments.forms.AccompanimentForm": {"accompaniments:new", "accompaniments:edit"},
    "accompaniments.forms.FilterForm": {"accompaniments:list", "accompaniments:export"},
    "assessments.forms.LearnerForm": {"assessments:new"},
    "courses.learning.forms.AssignForm": {"courses:module"},
    "courses.learning.forms.ProgressFilter": {"courses:progress"},
    "courses.learning.forms.GroupFilter": {"courses:stuck"},
    "courses.library.forms.ShareForm": {"library:share"},
    "community.events.forms.ActionForm": {"events:new", "events:edit"},
    "community.events.forms.ActionFilterForm": {"events:actions", "events:export"},
    "affiliations.forms.OperatorForm": {"affiliations:affiliation_operator"},
    "affiliations.forms.RegisterFilterForm": {"affiliations:affiliations", "affiliations:affiliations_export"},
    "journal.forms.JournalFilter": {"journal:journal", "journal:journal_file"},
    "merging.forms.ChooseForm": {"merging:merge_structures"},
    "team.forms.vouching.VouchForm": {"team:vouch"},
}
OPEN_TO_ALL = {
    "community.forums.forms.TopicForm": "the forum's shelves are everybody's",
    "community.forums.forms.TopicFilterForm": "the forum's shelves are everybody's",
    "registration.questions.OperatorQuestion": "whoever registers chooses among all operators that take requests",
    "affiliations.forms.AskForm": "a structure may ask any operator that takes requests today",
    "courses.authoring.exchange_forms.ExportForm": "a curator reads every version",
    "courses.library.forms.SearchForm": "the library's shelves are everybody's",
    "courses.library.forms.ResourceForm": "a curator writes whatever there is, and names no row",
    "merging.forms.ChooseAccountsForm": "an administrator merges whatever there is",
    "team.forms.people.PortalInviteForm": "an administrator gives roles at every portal and partner",
}
# Fields whose choices are made later, or that are hidden, and that name no row: codes, dates, proofs, what was shown.
NO_ROW = {
    "act", "answer", "choice", "code", "commune", "country", "credential", "keep", "kind", "label", "language", "month",
    "offered_languages", "older", "role", "seen", "service", "side", "since", "sort", "state", "status", "twin", "type",
}  # fmt: skip

# What views read of a request by hand and that names a row: (file, name) -> the address that is tried above.
RAW = {
    ("accompaniments/views.py", "learner"): "accompaniments:list",
    ("affiliations/views/affiliations.py", "chosen"): "affiliations:affiliations_several",
    ("assessments/views/desk.py", "learner"): "assessments:key_in",
    ("learning/views/desk.py", "learner"): "courses:assign",
    ("learning/views/desk.py", "group"): "courses:module",
    ("events/views/calendar.py", "structure"): "events:register",
    ("events/views/roll.py", "same"): "events:roll_add",
    ("learners/views/desk.py", "learner"): "learners:cards",
    ("authoring/views/telling.py", "save"): "authoring:own_compare",
    ("library/views/own.py", "resource"): "library:put_in",
    ("library/views/sharing.py", "learner"): "library:share",
}
RAW_ELSEWHERE = {
    ("learners/views/rooms.py", "learner"): "a room of another structure: test_enumeration.py",
    ("directory/views/public.py", "partner"): "the public directory is everybody's",
    ("directory/views/public.py", "project"): "the public directory is everybody's",
    ("learning/views/desk.py", "module"): "a copy of another structure: test_copies_wall.py",
    ("authoring/views/importing.py", "take"): "a place in her own file: another one is as if it were not ticked",
    ("authoring/views/media.py", "file"): "a name in this module's own list: another one is as if it were not there",
    ("authoring/views/acting.py", "part"): "a part of this module: another one is not found",
    ("library/views/curating.py", "take"): "yes or no",
    ("authoring/views/choosing.py", "module"): "a portal shows the house's modules alone",
    ("interop/views/launch.py", "token"): "signed, and good for half an hour",
    ("interop/views/launch.py", "module"): "of the platform's own structure, which the signed token names",
    ("events/views/roll.py", "structure"): "a name that is typed, of the public register",
}
# Words, numbers and marks.
RAW_WORDS = {
    "a", "again", "as", "ask", "asks", "b", "back", "base", "checked", "clear", "digits", "do", "draw", "drop", "field",
    "hide", "up", "go", "how", "key", "l", "later", "look", "mode", "n",
    "name", "new", "next", "number", "objects", "on", "open", "other", "own", "page", "picture", "postcode", "q", "r",
    "restore",
    "scope", "seq", "skip_bad", "so_far", "step", "task", "tasks", "version", "FIELD", "SEEN", "f'{SEEN}-{row.public}'",
    "alone", "delete", "out", "say", "shown", "sure", "try", "words", "f'right.{one}'", "f'alt.{one}'",
} | NO_ROW  # fmt: skip


def form_fields() -> Iterator[tuple[str, str]]:
    """(class, field) of every form of every room whose field may name a row. The addresses load their forms."""
    assert get_resolver("tests.app.demo_urls").url_patterns
    ours = tuple(".".join(room.parts).removeprefix("platform.") for room in ROOMS)
    for one in _below(forms.BaseForm):
        if one.__module__.startswith(tuple(f"{room}." for room in ours)) and not one.__module__.endswith(".admin"):
            for name, field in one.base_fields.items():
                row = isinstance(field, forms.ModelChoiceField | IdField | forms.UUIDField)
                later = isinstance(field, forms.ChoiceField) and not row and not list(field.choices)
                if row or later or isinstance(field.widget, forms.HiddenInput):
                    yield f"{one.__module__}.{one.__qualname__}", name


def _below(one: type) -> Iterator[type]:
    for child in one.__subclasses__():
        yield child
        yield from _below(child)


def read_by_hand() -> set[tuple[str, str]]:
    """(file, name) of everything that a module reads of request.POST or request.GET itself."""
    return {
        (f"{room.name}/{path.relative_to(ROOT / room)}", name)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and path.name != "admin.py"
        for name in _names(path.read_text(encoding="utf-8"))
    }


def _names(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)) if ".POST" in source or ".GET" in source else ():
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="POST" | "GET"), attr=how), args=[key, *_]):
                found |= {_said(key)} if how in {"get", "getlist"} else set()
            case ast.Subscript(value=ast.Attribute(attr="POST" | "GET"), slice=key):
                found.add(_said(key))
            case ast.Compare(left=key, comparators=[ast.Attribute(attr="POST" | "GET")]):
                found.add(_said(key))
    return found


def _said(key: ast.expr) -> str:
    return str(key.value) if isinstance(key, ast.Constant) else ast.unparse(key)
