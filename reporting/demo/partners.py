"""The project itself: partners, targets, the coefficient, newsletters, press, contents."""

import datetime as dt
from decimal import Decimal

from ..packs.rows import (
    CoefficientRow,
    ContentRow,
    NewsletterRow,
    PartnerRow,
    PressRow,
    ProjectRow,
    TargetRow,
)
from .published import LEAD, OPERATORS, PROJECT_END, SEMESTERS, share
from .world import World

CODE = "CROSS"
COEFFICIENT = Decimal("6.2313")
BEFORE = dt.date(2020, 1, 1)
RENAMED = dt.date(2021, 2, 1)  # Digipolis becomes District09, in the middle of the second semester
LAUNCH = dt.date(2020, 10, 5)

# Published targets: of the project, and of each operator.
PROJECT_TARGETS = {
    "PART_TRAINED": 1000,
    "TRAIN_ACTIONS": 100,
    "AWARE_ACTIONS": 100,
    "ACCOMP_DECLARED": 22_500,
    "ACCOMP_ESTIMATED": 22_500,
    "PERSONS_BENEFIT": 30_000,
}
OPERATOR_TARGETS = {"PART_TRAINED": 250, "TRAIN_ACTIONS": 24, "AWARE_ACTIONS": 24}

MEDIA = (
    "Le Courrier des Deux Rives",
    "Radio Beffroi",
    "De Grenskrant",
    "Gazette du Canal",
    "Télé Escaut",
    "Het Leieblad",
)
TITLES = (
    "Aider les aidants, des deux côtés de la frontière",
    "Digitale begeleiders krijgen hulp",
    "Un réseau pour ceux qui aident en ligne",
    "Le numérique n’a plus de frontière",
    "Bibliotheken leren mensen op weg helpen",
    "Former ceux qui donnent un coup de main",
)


def add_project(world: World) -> None:
    """Rows of project.csv, partners.csv, targets.csv, coefficients.csv."""
    pack = world.pack
    pack.project = ProjectRow(
        CODE,
        "Cross&Le@rn (demo)",
        "Interreg France-Wallonie-Vlaanderen (demo)",
        "DEMO",
        SEMESTERS[0][0],
        PROJECT_END,
        6,
        "programme",
        "estimated",
        "all",
        15,
        0,
    )
    for code, since, name, role, side, country, postcode in (
        ("WETECHCARE_FR", BEFORE, "WeTechCare France", "lead", "", "FR", "75010"),
        ("EMMAUS_CONNECT", BEFORE, "Emmaüs Connect", "operator", "FR", "FR", "59000"),
        ("TECHNOFUTUR_TIC", BEFORE, "Technofutur TIC", "operator", "WAL", "BE", "6041"),
        ("DISTRICT09", BEFORE, "Digipolis", "operator", "VL", "BE", "9000"),
        ("DISTRICT09", RENAMED, "District09", "operator", "VL", "BE", "9000"),
        ("WETECHCARE_BE", BEFORE, "WeTechCare Belgique", "operator", "ALL", "BE", "7500"),
    ):
        takes_rest = side in ("FR", "WAL", "VL")
        pack.partners.append(PartnerRow(code, since, name, role, side, country, postcode, takes_rest, 0))
    for indicator, value in PROJECT_TARGETS.items():
        pack.targets.append(TargetRow(indicator, "", value, 0))
    for indicator, value in OPERATOR_TARGETS.items():
        pack.targets.extend(TargetRow(indicator, operator, value, 0) for operator in OPERATORS)
    pack.coefficients.append(
        CoefficientRow(
            "synthetic-1",
            SEMESTERS[0][0],
            COEFFICIENT,
            214,
            COEFFICIENT,
            Decimal("5.4"),
            Decimal("7.1"),
            "Synthetic: chosen so that 6,426 aidant-months give the published 40,042; no survey was held",
            0,
        )
    )


def add_publicity(world: World) -> None:
    """Rows of newsletters.csv, press.csv, content.csv."""
    _add_newsletters(world)
    _add_press(world)
    rng = world.rng
    for number in range(1, 49):
        semester = rng.choice((0, 1, 1, 2, 2))
        operator = rng.choice((*OPERATORS, LEAD))
        kind = rng.choice(("module", "sheet", "video", "guide"))
        row = ContentRow(f"C{number:03}", world.day_in(semester, last=1), operator, kind, 0)
        world.pack.content.append(row)


def _add_newsletters(world: World) -> None:
    """Each operator reads its list at the end of the first two semesters; the second time makes the total."""
    weights = [38, 45, 26, 33]
    for day, total in (
        (dt.date(2020, 12, 14), world.published.readers * 58 // 100),
        (dt.date(2021, 6, 21), world.published.readers),
    ):
        for operator, readers in zip(OPERATORS, share(total, weights), strict=True):
            world.pack.newsletters.append(NewsletterRow(operator, day, readers, 0))


def _add_press(world: World) -> None:
    """The published items came after the launch; those of the partners' own blogs count nowhere."""
    whose = (*OPERATORS, LEAD, "")
    count = world.published.press
    days = sorted(LAUNCH + dt.timedelta(world.rng.randint(1, 80)) for _ in range(count))
    for number, day in enumerate(days):
        medium = MEDIA[number % len(MEDIA)]
        host = f"medium{number % len(MEDIA) + 1}.example"
        # Three items were heard and have no address; the others come as people paste them.
        address = ("https://www.{}/article/{}/", "http://{}/article/{}?utm_source=newsletter", "")[number % 4 % 3]
        url = address.format(host, 100 + number) if number % 4 != 2 else ""
        title = TITLES[number % len(TITLES)] + (" (suite)" if number >= len(TITLES) else "")
        world.pack.press.append(PressRow(whose[number % len(whose)], day, medium, title, url, "press", 0))
    for number, operator in enumerate((*OPERATORS, LEAD)):
        day = world.day_in(number % len(SEMESTERS), first=100)
        url = f"https://blog.partner{number + 1}.example/cross-learn"
        row = PressRow(operator, day, "Blog", "Des nouvelles du projet", url, "institutional", 0)
        world.pack.press.append(row)
