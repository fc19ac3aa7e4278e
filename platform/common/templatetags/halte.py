"""Template tags of the design system (docs/design-system.md): style sheets carried in the page, pictograms,
form fields, the line, the language switch."""

import logging
import re
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template import defaultfilters
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from common import cookies, sentences
from common.drawing import text_of
from common.languages import first_of_month, full_hours, page_language, spelt
from common.pictures import Linked

register = template.Library()
log = logging.getLogger("halte.design")

INK, SAFFRON = "#13262b", "#ffc22e"
UNDO, RESTORE = "undo", "restore"
SHEET_COOKIE = "sheet"
MOST_SHEETS = 3  # two are in use; an old one of each may still be noted after a change


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date(value: Any, shape: str | None = None) -> str:
    """Django's `date` for templates, in the words of the page's language (common.languages.date_in_words)."""
    shape = spelt(shape, value) if shape else shape
    language = page_language()
    return full_hours(first_of_month(defaultfilters.date(value, shape), language), language)


@register.filter(name="time", expects_localtime=True, is_safe=False)
def time(value: Any, shape: str | None = None) -> str:
    """Django's `time` for templates, in the words of the page's language (common.languages.time_in_words)."""
    return full_hours(defaultfilters.time(value, shape), page_language())


@register.filter(is_safe=True)
def one_stop(text: str) -> str:
    """Around a sentence that ends in a name: “With Inès V.”, never “With Inès V..”."""
    return sentences.one_stop(text)


@register.filter
def quoted(text: str) -> str:
    """Somebody's own words between the marks of the page's language (common.sentences.quoted)."""
    return sentences.quoted(text)


@register.simple_tag
def colon() -> str:
    """The colon between a label and its value in the page's language: French has a no-break space before it."""
    return sentences.colon()


# --- files of the design system, read once


def minified(css: str) -> str:
    """A sheet without comments and without the spaces CSS does not need; nothing else changes."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()


@lru_cache(maxsize=16)
def _sheet(path: str) -> str:
    found = finders.find(path)
    if not found:
        raise template.TemplateSyntaxError(f"no style sheet {path}")
    return minified(Path(found).read_text(encoding="utf-8"))


@lru_cache(maxsize=512)
def _drawing(folder: str, name: str) -> str | None:
    """The inside of a drawing, or None: a name that holds anything but a-z, 0-9 and - is no drawing."""
    found = finders.find(f"img/{folder}/{name}.svg") if re.fullmatch(r"[a-z0-9-]+", name) else None
    return Path(found).read_text(encoding="utf-8").strip() if found else None


@register.simple_tag(takes_context=True)
def inline_css(context: Context, *paths: str) -> SafeString:
    """A `<style>` element with the sheets, under the page's nonce; without one where there is no request (PDF)."""
    # As text at once: django-csp's lazy nonce counts as false until somebody has read it.
    nonce = str(getattr(context.get("request"), "csp_nonce", ""))
    attribute = format_html(' nonce="{}"', nonce) if nonce else ""
    css = "".join(_sheet(path) for path in paths)
    return mark_safe(f"<style{attribute}>{css}</style>")  # noqa: S308 our own files


@register.simple_tag(takes_context=True)
def kept_css(context: Context, path: str) -> SafeString:
    """A sheet inside the page on a first visit, so that one response paints it; afterwards a link, from the cache.

    The first page also asks the browser to fetch the sheet, idly, and common.middleware.SheetMiddleware notes in a
    cookie which ones it has. Evicted from the cache, the link simply loads it again.
    """
    request = context.get("request")
    if request is None:
        return inline_css(context, path)
    url = static(path)
    name = url.rsplit("/", 1)[-1].removesuffix(".css")
    kept = cookies.read(request, SHEET_COOKIE).split(" ")
    if name in kept:
        return format_html('<link rel="stylesheet" href="{}">', url)
    request.sheets = " ".join([name, *kept][:MOST_SHEETS]).strip()
    return inline_css(context, path) + format_html('<link rel="prefetch" as="style" href="{}">', url)


@register.simple_tag
def icon(name: str, label: str = "", css: str = "", paper: bool = False) -> SafeString:
    """The pictogram `name`, drawn in place.

    `label` is said by a screen reader; without it the picture is decoration, beside its word. `css` adds
    classes. `paper` writes the colours into the drawing: WeasyPrint applies no sheet inside an SVG.
    An unknown name draws nothing and leaves a line in the log.
    """
    inner = _drawing("picto", str(name))
    if inner is None:
        log.error("no pictogram %r", name)
        return mark_safe("")
    return _svg(inner, 24, label, css, paper)


@register.simple_tag
def picture(name: str, css: str = "", paper: bool = False) -> SafeString:
    """One of the 12 sign-in pictures; the word stands beside it."""
    inner = _drawing("signin", str(name))
    if inner is None:
        log.error("no sign-in picture %r", name)
        return mark_safe("")
    return _svg(inner, 40, "", css, paper)


@lru_cache(maxsize=1024)
def _svg(inner: str, box: int, label: str, css: str, paper: bool) -> SafeString:
    name = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    ink = ""
    if paper:
        ink = f' fill="none" stroke="{INK}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        inner = re.sub(r'class="[fk]\d?"', f'fill="{SAFFRON}"', inner)
    classes = f"i {css}".strip()
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}"{} {}>{}</svg>',
        classes,
        box,
        box,
        mark_safe(ink),  # noqa: S308 constants
        name,
        mark_safe(inner),  # noqa: S308 our own files
    )


@lru_cache(maxsize=256)
def _scene(path: str) -> str:
    svg = Path(path).read_text(encoding="utf-8").strip()
    return svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)


@register.simple_tag
def scene(path: str | Path | Linked, alt: str) -> SafeString:
    """A picture of a story: a file of the repository, drawn in place, or one at an address. `alt`: what it shows."""
    if isinstance(path, Linked):
        drawn = '<svg role="img" aria-label="{}" viewBox="0 0 {} {}"><image href="{}" width="{}" height="{}"/></svg>'
        return format_html(drawn, alt, path.width, path.height, path.url, path.width, path.height)
    head = format_html('<svg role="img" aria-label="{}"', alt)
    return mark_safe(_scene(str(path)).replace("<svg", head, 1))  # noqa: S308 our own files


# --- forms


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "chips"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget) else "control"


def _control(bound: BoundField, kind: str) -> SafeString:
    widget = bound.field.widget
    if isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    css = "" if kind == "check" else "field"
    own = widget.attrs.get("class", "")
    return bound.as_widget(attrs={"class": f"{css} {own}".strip()} if css or own else None)


@register.simple_tag
def field(
    bound: BoundField,
    *,
    look: str = "chip",
    icons: dict[Any, str] | None = None,
    mark: bool = True,
    hide_label: bool = False,
) -> SafeString:
    """One form field with its label, hint and error.

    `look` is `chip` or, on learner pages, `pick`, for choices; `icons` gives a pictogram by the choice's value;
    `mark` says "optional" after the label of what may stay empty; `hide_label` keeps it for screen readers.
    """
    kind = _kind(bound.field.widget)
    optional = mark and not bound.field.required
    if kind not in ("chips", "group"):
        return _plain_field(bound, kind, optional=optional, hide_label=hide_label)
    choices = []
    if kind == "chips":
        names = {str(key): name for key, name in (icons or {}).items()}
        choices = [(choice, names.get(str(choice.data["value"]), "")) for choice in bound.subwidgets]
    context = {"bound": bound, "kind": kind, "look": look, "choices": choices, "optional": optional}
    control = "" if kind == "chips" else _control(bound, kind)
    more = {"control": control, "hide_label": hide_label, "error": field_error(bound)}
    return mark_safe(render_to_string("components/field.html", context | more))  # noqa: S308 a template of ours


def _plain_field(bound: BoundField, kind: str, *, optional: bool, hide_label: bool) -> SafeString:
    """A single control. Drawn here and not by a template: a list page has eight of them above its rows."""
    control, error, hint = _control(bound, kind), field_error(bound), ""
    if kind == "hidden":
        return control
    label = text_of(bound.label)
    if bound.help_text:
        tag = "span" if kind == "check" else "p"
        hint = f'<{tag} class="hint" id="{bound.auto_id}_helptext">{bound.help_text}</{tag}>'  # our words, as in Django
    if kind == "check":
        drawn = f'<div class="q"><label class="check">{control}<span>{label}{hint}</span></label>{error}</div>'
        return mark_safe(drawn)  # noqa: S308 escaped above
    after = f' <span class="opt">{text_of(gettext("optional"))}</span>' if optional else ""
    head = f'<label class="{"vh" if hide_label else "l"}" for="{text_of(bound.id_for_label)}">{label}{after}</label>'
    return mark_safe(f'<div class="q">{head}{hint}{error}{control}</div>')  # noqa: S308 escaped above


@register.simple_tag
def field_error(bound: BoundField) -> SafeString:
    """The errors of one field in one sentence, where its control says they are; nothing without one."""
    if not bound.errors:
        return SafeString("")
    shape = '<p class="err" id="{}_error">{}<span>{}</span></p>'
    return format_html(shape, bound.auto_id, icon("warning"), " ".join(str(error) for error in bound.errors))


@register.simple_tag
def once() -> SafeString:
    """The hidden key of a form that makes something, for a view that is marked `@once` (common/once.py)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm, *, mark: bool = True) -> dict[str, Any]:
    """All the fields of a form, in order, hidden ones too."""
    return {"form": form, "mark": mark}


@register.inclusion_tag("components/form_errors.html")
def form_errors(*many: forms.BaseForm) -> dict[str, Any]:
    """The summary on top of the form(s): one line an error, each a link to its field."""
    lines: list[tuple[str, str]] = []
    for form in many:
        if not form.is_bound:
            continue
        lines += [(str(error), "") for error in form.non_field_errors()]
        for bound in form:
            chips = _kind(bound.field.widget) == "chips"
            target = f"{bound.auto_id}_0" if chips else bound.id_for_label or bound.auto_id
            lines += [(sentences.labelled(bound.label, str(error)), target) for error in bound.errors]
    return {"lines": lines, "count": len(lines)}


# --- pieces of a page


@register.inclusion_tag("components/line.html")
def line(done: int, total: int, *, small: bool = False, label: str = "", here: bool = True) -> dict[str, Any]:
    """The line: `done` stops behind, and "you are here" on the next one. `label` replaces "Step 3 of 5";
    `here=False` (an answer was just given) marks no stop."""
    at = min(done + 1, total)
    stops = ["done" if n < done else "now" if here and n == done else "" for n in range(total)]
    words = label or gettext("Step %(at)s of %(total)s") % {"at": at, "total": total}
    return {"stops": stops, "small": small, "words": words}


@register.inclusion_tag("components/langs.html", takes_context=True)
def language_switch(context: Context, *, folded: bool = False) -> dict[str, Any]:
    """FR NL EN, each a button of one POST form that works without script. `folded` shows the current one and
    opens on tap, where the line takes the room."""
    request = context.get("request")
    current = page_language()
    return {
        "languages": _offered(request) if request else [],
        "current": current,
        "next": request.get_full_path() if request else "/",
        "folded": folded,
        "csrf_token": context.get("csrf_token", ""),
    }


def _offered(request: HttpRequest) -> list[tuple[str, str]]:
    """What this portal offers, one alone included: a page in another language has a way back."""
    portal = getattr(request, "portal", None)
    offered = portal.offered_languages if portal else []
    return [(code, str(name)) for code, name in settings.LANGUAGES if not offered or code in offered]


@register.inclusion_tag("components/messages.html", takes_context=True)
def page_messages(context: Context) -> dict[str, Any]:
    """The messages of the last act.

    One sent with `extra_tags="undo:/address/"` has an Undo button (a POST); with `"restore:/address/"` too, where the
    act took something away: other languages have another word for it.
    """
    found = []
    for message in context.get("messages") or []:
        act, _colon, address = (message.extra_tags or "").partition(":")
        undo = address if act in (UNDO, RESTORE) else ""
        found.append({"text": message, "tone": message.level_tag, "undo": undo, "restores": act == RESTORE})
    return {"found": found, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, name: str = "page") -> dict[str, Any]:
    """Previous and next of a `Page`, keeping the filters that are in the address, where it has that name."""
    start, end = page.start_index(), page.end_index()
    total = page.paginator.count
    words = ngettext("%(start)s to %(end)s of %(total)s", "%(start)s to %(end)s of %(total)s", total)

    def address(number: int) -> str:
        asked = context["request"].GET.copy()
        asked[name] = str(number)
        return f"?{asked.urlencode()}"

    return {
        "page": page,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "words": words % {"start": start, "end": end, "total": total},
    }
