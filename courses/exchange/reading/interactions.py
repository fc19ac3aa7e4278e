"""The interactions of QTI that have a type of exercise here."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from courses.exchange.archives import Archive
from courses.exchange.bounds import at_most
from courses.exchange.markup import attribute, descendants, first, inner, name_of, one_line, plain
from courses.exchange.pictures import size_of
from courses.exchange.questions import Blank, LeftOut, Note, Option, Picture, Question
from courses.exchange.reading.gaps import GAP, around


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its body, its interactions, and where its files are."""

    root: Element
    body: Element | None
    found: list[Element]
    archive: Archive | None
    path: str


def _declaration(item: Item, interaction: Element) -> Element | None:
    wanted = attribute(interaction, "responseidentifier")
    declared = descendants(item.root, "responsedeclaration")
    return next((one for one in declared if attribute(one, "identifier") == wanted), None)


def _correct(declaration: Element | None) -> list[str]:
    box = first(declaration, "correctresponse")
    values = list(descendants(box, "value")) if box is not None else []
    at_most(len(values))
    return [(one.text or "").strip() for one in values]


def _mapped(declaration: Element | None) -> dict[str, float]:
    """What each answer is worth, where the item says so."""
    found: dict[str, float] = {}
    for one in descendants(declaration, "mapentry") if declaration is not None else ():
        try:
            found[attribute(one, "mapkey")] = float(attribute(one, "mappedvalue") or 0)
        except ValueError:
            continue
    return found


def _options(interaction: Element, notes: list[Note], *names: str) -> dict[str, Option]:
    """The choices by identifier: their words, and what is said of each inside it."""
    found = {}
    choices = list(descendants(interaction, *names))
    at_most(len(choices))
    for one in choices:
        skip = frozenset({"feedbackinline", "feedbackblock"})
        said = "\n".join(plain(inner(text), notes) for text in descendants(one, *skip))
        found[attribute(one, "identifier")] = Option(one_line(inner(one, skip), notes), text=said)
    return found


def _choice(item: Item, question: Question) -> None:
    interaction = item.found[0]
    declaration = _declaration(item, interaction)
    options = _options(interaction, question.notes, "simplechoice")
    question.options = list(options.values())
    if any(not option.label for option in question.options):
        raise LeftOut("empty_answer")
    most = attribute(interaction, "maxchoices") or "1"
    worth = {key: value for key, value in _mapped(declaration).items() if value > 0}
    right = _correct(declaration) or ([max(worth, key=lambda key: worth[key])] if worth else [])
    if not right or not set(right) <= options.keys():
        raise LeftOut("no_right_answer")
    for key in right:
        options[key].right = True
    many = attribute(declaration, "cardinality") == "multiple" if declaration is not None else most != "1"
    if many and (most != "1" or len(right) > 1):
        question.kind = "multiple"
    elif len(right) > 1:
        raise LeftOut("several_right")
    elif len(worth) > 1:
        question.kind = "case"
        top = max(worth.values())
        for key, option in options.items():
            option.rating = 3 if option.right else min(2, round(3 * max(0.0, worth.get(key, 0)) / top))


def _order(item: Item, question: Question) -> None:
    options = _options(item.found[0], question.notes, "simplechoice")
    right = _correct(_declaration(item, item.found[0]))
    if sorted(right) != sorted(options) or len(right) < 2:
        raise LeftOut("no_right_answer")
    question.kind = "order"
    question.options = [options[key] for key in right]


def _match(item: Item, question: Question) -> None:
    sets = list(descendants(item.found[0], "simplematchset"))
    if len(sets) != 2:
        raise LeftOut("unreadable")
    lefts, rights = (_options(one, question.notes, "simpleassociablechoice") for one in sets)
    return _paired(lefts, rights, _correct(_declaration(item, item.found[0])), question)


def _gap_match(item: Item, question: Question) -> None:
    interaction = item.found[0]
    words = _options(interaction, question.notes, "gaptext")
    gaps = list(descendants(interaction, "gap"))
    at_most(len(gaps))
    text = plain(_with_gaps(interaction, frozenset({"gaptext", "prompt", "gapimg"}), gaps), question.notes)
    prompt, labels = _labels(text, len(gaps))
    lefts = {attribute(gap, "identifier"): Option(label) for gap, label in zip(gaps, labels, strict=True)}
    own = "\n".join(plain(inner(one), question.notes) for one in descendants(interaction, "prompt"))
    question.prompt = "\n".join(part for part in (own, prompt) if part) or labels[0]
    pairs = [" ".join(reversed(pair.split())) for pair in _correct(_declaration(item, interaction))]
    return _paired(lefts, words, pairs, question)


def _paired(lefts: dict[str, Option], rights: dict[str, Option], pairs: list[str], question: Question) -> None:
    """Left and right of each right pair; who has several partners, or none, makes it unreadable as a match."""
    partner: dict[str, str] = {}
    for pair in pairs:
        one, _space, other = pair.partition(" ")
        if one not in lefts:
            one, other = other, one
        if one not in lefts or other not in rights or one in partner:
            raise LeftOut("several_right" if one in partner else "no_right_answer")
        partner[one] = other
    if len(partner) != len(lefts) or len(lefts) < 2:
        raise LeftOut("no_right_answer" if len(lefts) > 1 else "too_few")
    question.kind = "match"
    question.pairs = [(lefts[key].label, rights[partner[key]].label) for key in lefts]
    question.extra = [option.label for key, option in rights.items() if key not in partner.values()]


def _with_gaps(node: Element | None, skip: frozenset[str], gaps: list[Element]) -> str:
    """The markup inside, with a sign of its own for each of these elements."""
    if node is None:
        return ""
    number = {id(gap): index for index, gap in enumerate(gaps)}
    parts = [node.text or ""]
    for child in node:
        if id(child) in number:
            parts.append(f"\ue001{number[id(child)]}\ue002")
        elif name_of(child) not in skip:
            name = name_of(child)
            parts.append(f"<{name}>{_with_gaps(child, skip, gaps)}</{name}>")
        parts.append(child.tail or "")
    return "".join(parts)


def _labels(text: str, count: int) -> tuple[str, list[str]]:
    spans = []
    for index in range(count):
        mark = f"\ue001{index}\ue002"
        start = text.find(mark)
        spans.append((start, start + len(mark)) if start >= 0 else (len(text), len(text)))
    return around(text, spans)


def _entry(item: Item, question: Question) -> None:
    skip = frozenset({"feedbackblock", "rubricblock", "modalfeedback"})
    text = plain(_with_gaps(item.body, skip, item.found), question.notes)
    prompt, labels = _labels(text, len(item.found))
    question.kind = "fill"
    for interaction, label in zip(item.found, labels, strict=True):
        declaration = _declaration(item, interaction)
        entries = list(descendants(declaration, "mapentry")) if declaration is not None else []
        at_most(len(entries))
        top = max((value for value in _mapped(declaration).values()), default=0)
        words = _correct(declaration) + [key for key, value in _mapped(declaration).items() if value == top > 0]
        if not [word for word in words if word]:
            raise LeftOut("no_right_answer")
        kind = attribute(declaration, "basetype") if declaration is not None else ""
        forgiving = not entries or all(attribute(one, "casesensitive") == "false" for one in entries)
        exact = kind == "string" and not forgiving
        words += [word.replace(".", ",") for word in words if kind == "float" and "." in word]
        bare = label.strip().rstrip(GAP).strip().rstrip(":").strip() if label.strip().endswith(GAP) else label
        question.blanks.append(Blank(bare, list(dict.fromkeys(word for word in words if word)), exact))
    question.prompt = prompt or question.blanks[0].label


def _inline(item: Item, question: Question) -> None:
    """Lists inside a text: each with its sentence is one side of a match."""
    text = plain(_with_gaps(item.body, frozenset({"feedbackblock", "rubricblock"}), item.found), question.notes)
    prompt, labels = _labels(text, len(item.found))
    offered: list[str] = []
    for interaction, label in zip(item.found, labels, strict=True):
        options = _options(interaction, question.notes, "inlinechoice")
        right = _correct(_declaration(item, interaction))
        if len(right) != 1 or right[0] not in options:
            raise LeftOut("no_right_answer")
        offered += [option.label for option in options.values()]
        question.pairs.append((label, options[right[0]].label))
        question.options = [Option(option.label, key == right[0]) for key, option in options.items()]
    question.prompt = prompt or question.pairs[0][0]
    if len(question.pairs) == 1:
        question.prompt = "\n".join(dict.fromkeys([question.prompt, question.pairs[0][0]]))
        question.pairs = []
        return None
    question.kind, question.options = "match", []
    used = {right for _left, right in question.pairs}
    question.extra = [word for word in dict.fromkeys(offered) if word not in used]


def _hotspot(item: Item, question: Question) -> None:
    interaction = item.found[0]
    picture = _picture(item, interaction)
    if picture is None:
        raise LeftOut("no_picture")
    right = _correct(_declaration(item, interaction))
    choices = list(descendants(interaction, "hotspotchoice"))
    at_most(len(choices))
    for index, one in enumerate(choices, 1):
        place = _place(one, picture, question.notes)
        if place is None:
            raise LeftOut("unreadable")
        label = one_line(attribute(one, "hotspotlabel") or attribute(one, "label"), [])
        if not label:
            question.notes.append(Note("no_label", str(index)))
        key = attribute(one, "identifier")
        question.options.append(Option(label or str(index), key in right, at=place))
    if sum(option.right for option in question.options) != 1 or len(choices) < 2:
        raise LeftOut("several_right" if len(right) > 1 else "no_right_answer")
    question.kind, question.picture = "hotspot", picture


def _picture(item: Item, interaction: Element) -> Picture | None:
    box = first(interaction, "object", "img", "image")
    if box is None or item.archive is None:
        return None
    path = item.archive.beside(item.path, attribute(box, "data") or attribute(box, "src"))
    if path is None:
        return None
    content = item.archive.read(path)
    size = size_of(content)
    alt = one_line(attribute(box, "alt") or inner(box), [])
    return Picture(path.rpartition("/")[2], content, *size, alt=alt) if size else None


def _place(node: Element, picture: Picture, notes: list[Note]) -> tuple[int, int, int, int] | None:
    """The box around the shape, in percent of the picture."""
    try:
        numbers = [float(part.strip().rstrip("%")) for part in attribute(node, "coords").split(",")]
    except ValueError:
        return None
    shape = attribute(node, "shape")
    if shape == "rect" and len(numbers) == 4:
        left, top, right, bottom = numbers
    elif shape in ("circle", "ellipse") and len(numbers) in (3, 4):
        x, y, across, down = [*numbers, numbers[2]][:4]
        left, top, right, bottom = x - across, y - down, x + across, y + down
    elif shape == "poly" and len(numbers) >= 6:
        left, right = min(numbers[::2]), max(numbers[::2])
        top, bottom = min(numbers[1::2]), max(numbers[1::2])
    else:
        return None
    if shape != "rect" and Note("shape") not in notes:
        notes.append(Note("shape"))
    x, y = (round(100 * max(0.0, low) / whole) for low, whole in ((left, picture.width), (top, picture.height)))
    to_x, to_y = (round(100 * high / whole) for high, whole in ((right, picture.width), (bottom, picture.height)))
    x, y, wide, high = min(x, 99), min(y, 99), max(1, min(to_x, 100) - x), max(1, min(to_y, 100) - y)
    return x, y, wide, high


def _extended(item: Item, question: Question) -> None:
    question.kind = "case"
    rubrics = descendants(item.body, "rubricblock") if item.body is not None else iter(())
    question.expert = "\n".join(plain(inner(one), question.notes) for one in rubrics)


READERS: dict[str, Callable[[Item, Question], None]] = {
    "choiceinteraction": _choice,
    "orderinteraction": _order,
    "matchinteraction": _match,
    "gapmatchinteraction": _gap_match,
    "textentryinteraction": _entry,
    "inlinechoiceinteraction": _inline,
    "hotspotinteraction": _hotspot,
    "extendedtextinteraction": _extended,
}
INTERACTIONS = tuple(READERS)
