"""QTI 3: a package with a manifest, an item a question, and the pictures of hotspots."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from courses.exchange.exercises import FALSE, TRUE
from courses.exchange.questions import Left, LeftOut, Option, Question

ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
MATCH_CORRECT = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
MAP_RESPONSE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"
LOM = "http://ltsc.ieee.org/xsd/LOM"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same questions give the same bytes


def write(questions: Sequence[Question], title: str, language: str, credit: str = "") -> tuple[bytes, list[Left]]:
    """The package, and what was left out. `credit`: whose work it is, for its manifest."""
    left: list[Left] = []
    files: dict[str, bytes] = {}
    resources: list[tuple[str, list[str]]] = []
    for number, question in enumerate(questions, 1):
        name = f"items/item-{number:03}.xml"
        try:
            item = _Item(question, f"item-{number:03}", language)
            _WRITERS[question.kind](item)
        except LeftOut as reason:
            left.append(Left(question.name, question.kind, reason.note))
            continue
        beside = []
        if question.picture:
            path = f"items/pictures/{number:03}-{question.picture.name}"
            item.picture.set("data", path.removeprefix("items/"))
            files[path] = question.picture.content
            beside = [path]
        files[name] = _bytes(item.root, ITEM)
        resources.append((name, beside))
    files["imsmanifest.xml"] = _manifest(resources, credit, language)
    return _zipped(files), left


class _Item:
    """An item as it is written: its root, its body, and what every kind needs."""

    def __init__(self, question: Question, key: str, language: str):
        self.question, self.language = question, language
        self.root = Element(
            "qti-assessment-item",
            {"identifier": key, "title": question.name, "adaptive": "false", "time-dependent": "false"},
        )
        self.root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
        self.body = Element("qti-item-body")
        self.picture = Element("object")
        for line in question.prompt.splitlines():
            SubElement(self.body, "p").text = line

    def declare(self, cardinality: str, kind: str, right: Sequence[str], key: str = "RESPONSE") -> Element:
        """A response and its right value."""
        node = SubElement(
            self.root,
            "qti-response-declaration",
            {"identifier": key, "cardinality": cardinality, "base-type": kind},
        )
        box = SubElement(node, "qti-correct-response")
        for value in right:
            SubElement(box, "qti-value").text = value
        return node

    def end(self, template: str) -> None:
        """The score, the body, the rule, and what is said afterwards."""
        score = {"identifier": "SCORE", "cardinality": "single", "base-type": "float"}
        SubElement(self.root, "qti-outcome-declaration", score)
        said = {"identifier": "FEEDBACK", "cardinality": "multiple", "base-type": "identifier"}
        SubElement(self.root, "qti-outcome-declaration", said)
        self.root.append(self.body)
        SubElement(self.root, "qti-response-processing", template=template)
        words = {"success": self.question.success, "retry": self.question.retry, "expert": self.question.expert}
        words |= {f"hint-{number}": text for number, text in enumerate(self.question.hints, 1)}
        for name, text in words.items():
            if text:
                self._say(name, text)

    def _say(self, name: str, text: str) -> None:
        about = {"outcome-identifier": "FEEDBACK", "identifier": name, "show-hide": "show"}
        box = SubElement(SubElement(self.root, "qti-modal-feedback", about), "qti-content-body")
        for line in text.splitlines():
            SubElement(box, "p").text = line

    def choices(self, parent: Element, options: Sequence[Option]) -> None:
        for key, option in zip(keys(options), options, strict=True):
            node = SubElement(parent, "qti-simple-choice", identifier=key)
            node.text = {"true": TRUE, "false": FALSE}.get(option.label, {}).get(self.language, option.label)
            if option.text:
                about = {"outcome-identifier": "FEEDBACK", "identifier": key, "show-hide": "show"}
                box = SubElement(node, "qti-feedback-inline", about)
                box.text = option.text


def keys(things: Sequence[object]) -> list[str]:
    """Identifiers: `c1`, `c2`..."""
    return [f"c{number}" for number in range(1, len(things) + 1)]


def _mapping(declaration: Element, worth: dict[str, float], **attributes: str) -> None:
    node = SubElement(declaration, "qti-mapping", {"default-value": "0"})
    for key, value in worth.items():
        about = {"map-key": key, "mapped-value": f"{value:g}"} | {k.replace("_", "-"): v for k, v in attributes.items()}
        SubElement(node, "qti-map-entry", about)


def _choice(item: _Item) -> None:
    question = item.question
    if question.kind == "case" and not question.options:
        return _written(item)
    many = question.kind == "multiple"
    right = [key for key, option in zip(keys(question.options), question.options, strict=True) if option.right]
    declaration = item.declare("multiple" if many else "single", "identifier", right)
    if many:
        _mapping(
            declaration,
            {key: 1.0 if key in right else -1.0 for key in keys(question.options)},
        )
    elif question.kind == "case":
        _mapping(
            declaration,
            {key: float(option.rating) for key, option in zip(keys(question.options), question.options, strict=True)},
        )
    about = {"response-identifier": "RESPONSE", "max-choices": "0" if many else "1", "shuffle": "true"}
    item.choices(SubElement(item.body, "qti-choice-interaction", about), question.options)
    item.end(MATCH_CORRECT if question.kind == "choice" else MAP_RESPONSE)
    return None


def _order(item: _Item) -> None:
    item.declare("ordered", "identifier", keys(item.question.options))
    about = {"response-identifier": "RESPONSE", "shuffle": "true"}
    item.choices(SubElement(item.body, "qti-order-interaction", about), item.question.options)
    item.end(MATCH_CORRECT)


def _match(item: _Item) -> None:
    question = item.question
    words = list(dict.fromkeys([right for _left, right in question.pairs] + question.extra))
    pairs = [f"l{number} r{words.index(right) + 1}" for number, (_left, right) in enumerate(question.pairs, 1)]
    _mapping(item.declare("multiple", "directedPair", pairs), dict.fromkeys(pairs, 1.0))
    about = {"response-identifier": "RESPONSE", "max-associations": str(len(pairs)), "shuffle": "true"}
    box = SubElement(item.body, "qti-match-interaction", about)
    for letter, labels, most in (("l", [left for left, _right in question.pairs], "1"), ("r", words, "0")):
        side = SubElement(box, "qti-simple-match-set")
        for number, label in enumerate(labels, 1):
            choice = {"identifier": f"{letter}{number}", "match-max": most}
            SubElement(side, "qti-simple-associable-choice", choice).text = label
    item.end(MAP_RESPONSE)


def _fill(item: _Item) -> None:
    for number, blank in enumerate(item.question.blanks, 1):
        key = f"FIELD{number}"
        declaration = item.declare("single", "string", blank.answers[:1], key)
        _mapping(declaration, dict.fromkeys(blank.answers, 1.0), case_sensitive="true" if blank.exact else "false")
        before, gap, after = blank.label.partition("…")
        row = SubElement(item.body, "p")
        row.text = before if gap else f"{blank.label}: "
        SubElement(row, "qti-text-entry-interaction", {"response-identifier": key}).tail = after
    item.end(MAP_RESPONSE)


def _hotspot(item: _Item) -> None:
    question = item.question
    if question.picture is None or not question.picture.width:
        raise LeftOut("no_picture")
    wide, high = question.picture.width, question.picture.height
    right = [key for key, option in zip(keys(question.options), question.options, strict=True) if option.right]
    item.declare("single", "identifier", right)
    about = {"response-identifier": "RESPONSE", "max-choices": "1"}
    box = SubElement(item.body, "qti-hotspot-interaction", about)
    kind = {"svg": "image/svg+xml", "jpg": "image/jpeg"}.get(question.picture.name.rpartition(".")[2], "image/png")
    item.picture = SubElement(box, "object", {"type": kind, "width": str(wide), "height": str(high)})
    item.picture.text = question.picture.alt
    for key, option in zip(keys(question.options), question.options, strict=True):
        x, y, width, height = option.at or (0, 0, 100, 100)
        corners = (x * wide / 100, y * high / 100, (x + width) * wide / 100, (y + height) * high / 100)
        coords = ",".join(f"{number:g}" for number in corners)
        place = {"shape": "rect", "coords": coords, "identifier": key, "hotspot-label": option.label}
        SubElement(box, "qti-hotspot-choice", place)
    item.end(MATCH_CORRECT)


def _written(item: _Item) -> None:
    item.declare("single", "string", [])
    SubElement(item.body, "qti-extended-text-interaction", {"response-identifier": "RESPONSE", "expected-lines": "6"})
    item.end(MATCH_CORRECT)


_WRITERS: dict[str, Callable[[_Item], None]] = {
    "choice": _choice,
    "multiple": _choice,
    "case": _choice,
    "order": _order,
    "match": _match,
    "fill": _fill,
    "hotspot": _hotspot,
}


def _manifest(resources: Sequence[tuple[str, list[str]]], credit: str, language: str) -> bytes:
    root = Element("manifest", identifier="halte")
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = "QTI Package"
    SubElement(about, "schemaversion").text = "3.0.0"
    if credit:
        rights = SubElement(SubElement(about, "lom", xmlns=LOM), "rights")
        SubElement(SubElement(rights, "description"), "string", language=language).text = credit
    SubElement(root, "organizations")
    box = SubElement(root, "resources")
    for number, (name, beside) in enumerate(resources, 1):
        resource = {"identifier": f"r{number}", "type": "imsqti_item_xmlv3p0", "href": name}
        node = SubElement(box, "resource", resource)
        for path in [name, *beside]:
            SubElement(node, "file", href=path)
    return _bytes(root, PACKAGE)


def _bytes(root: Element, namespace: str) -> bytes:
    """The document in its namespace."""
    register_namespace("xml", "http://www.w3.org/XML/1998/namespace")
    root.set("xmlns", namespace)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _zipped(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()
