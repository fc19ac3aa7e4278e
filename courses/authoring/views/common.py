"""What the pages of one module share: the version in hand, its outline with the marks, where the phone looks."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.languages import page_language
from courses.authoring import services
from courses.authoring.advice import findings_on
from courses.authoring.outline import Outline, Part, mark, outline_of
from courses.authoring.selectors import open_comments
from courses.authoring.trees import at, path_of
from courses.learning.content import document_of, files_of
from courses.learning.models import Module, ModuleVersion
from courses.learning.places import editor_url, module_here
from courses.learning.selectors import version_in_hand
from exercises import ContentError
from exercises.documents import Files
from exercises.lint import Finding
from exercises.texts import COUNTRIES, LANGUAGES

NOT_NOW = _("Nothing can be written in this version. Begin the next one, or take it back from review.")
LOOKED_AT = ("exercise", "step", "sheet")


@dataclass
class Desk:
    """One module open on the desk."""

    module: Module
    version: ModuleVersion
    document: dict[str, Any]
    files: Files
    outline: Outline
    findings: list[Finding]

    @property
    def editable(self) -> bool:
        return self.version.status == ModuleVersion.Status.DRAFT

    @property
    def state(self) -> str:
        """Which version is in hand, and how far it is."""
        status = ModuleVersion.Status
        words = {
            status.DRAFT: gettext("draft of version %(n)s"),
            status.IN_REVIEW: gettext("version %(n)s in review"),
            status.PUBLISHED: gettext("version %(n)s published"),
        }
        otherwise = gettext("version %(n)s: %(state)s")
        facts = {"n": self.version.number, "state": self.version.get_status_display()}
        return words.get(status(self.version.status), otherwise) % facts

    @property
    def source(self) -> str:
        return str(self.document["module"].get("source", "fr"))

    def tree(self, part: Part) -> Any:
        """What stands at the part; None when its file can't be read."""
        try:
            return services.tree_in(self.files, part)
        except ContentError:
            return None

    def before(self, part: Part) -> Any:
        """The same part of the published version, when another one is in hand."""
        shown = self.module.published
        if shown is None or shown.pk == self.version.pk:
            return None
        document = document_of(shown)
        return at(document, path_of(part.where))


def desk_of(request: HttpRequest, code: str) -> Desk:
    """The module of this place as its editor opens it. 404 without a version."""
    module = module_here(request, code)
    version = version_in_hand(module)
    if version is None:
        raise Http404
    version.module = module
    document, files = document_of(version), files_of(version)
    outline, findings = outline_of(document, files), findings_on(version)
    mark(outline, findings, open_comments(version))
    return Desk(module, version, document, files, outline, findings)


def part_or_404(desk: Desk, kind: str, key: str) -> Part:
    found = desk.outline.find(kind, key)
    if found is None or found.file not in desk.files:
        raise Http404
    return found


def part_url(request: HttpRequest, code: str, part: Part | None = None) -> str:
    """The address of a part in this place; of the module without one."""
    if part is None or part.kind == "facts":
        return editor_url(request, "authoring:module", code)
    return editor_url(request, "authoring:part", code, part.kind, part.key)


def file_names(request: HttpRequest, desk: Desk) -> dict[str, tuple[str, str]]:
    """File -> (what its part is called, its page), of the version in hand; a file that is gone has none."""
    code, outline = desk.module.code, desk.outline
    found = {outline.media.file: (outline.media.title, editor_url(request, "authoring:media", code))}
    for part in outline.every:
        found.setdefault(part.file, (part.title, part_url(request, code, part)))
    return found


def looking(request: HttpRequest, desk: Desk, part: Part) -> dict[str, Any]:
    """Where the phone looks: this part, or one that shows it; the languages and countries to choose among."""
    language, _dash, country = (request.POST.get("look") or request.GET.get("look") or "").partition("-")
    language = language if language in LANGUAGES else page_language()
    country = country if country in COUNTRIES else COUNTRIES[0]
    shown = _shown_by(desk, part)
    args = [desk.module.code, language, country, shown.kind, shown.key] if shown else []
    return {
        "look": f"{language}-{country}",
        "look_language": language,
        "look_country": country,
        "look_languages": LANGUAGES,
        "look_countries": COUNTRIES,
        "look_at": editor_url(request, "courses:look", *args) if shown else "",
        "look_part": shown,
    }


def _shown_by(desk: Desk, part: Part) -> Part | None:
    if part.kind in LOOKED_AT:
        return part
    if part.kind == "world":
        exercises = desk.document["exercises"].items()
        user = next((key for key, one in exercises if isinstance(one, dict) and one.get("world") == part.key), "")
        return desk.outline.find("exercise", user)
    return desk.outline.steps[0] if desk.outline.steps else None
