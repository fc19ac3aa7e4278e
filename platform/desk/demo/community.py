"""Requests to answer, a roll to validate, and a forum with life in it."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from common.wall import across_structures
from community.events.models import Action, Attendance
from community.forums.models import ForumTheme, Post, Topic
from community.forums.permissions import Standing
from community.forums.services import load_themes, reply, report_post, start_topic
from portals.voices import portal_of_country
from structures.models import (
    Affiliation,
    AffiliationState,
    Membership,
    Partner,
    Person,
    Project,
    Structure,
    StructureState,
)

REQUESTS = (
    ("Buurtcentrum De Sluis", "9040", "CS", "nl"),
    ("OCMW Leiestreek", "9800", "CPAS", "nl"),
    ("Bibliotheek De Watermolen", "9700", "BIB", "nl"),
)
TALK = (
    (
        "fr", "Une dame de 70 ans a peur de « casser » le téléphone. Comment la rassurer ?",
        "Elle vient chaque mardi mais n’ose rien toucher.\n\nQu’est-ce qui marche chez vous ?",
        (
            "Chez nous, on commence par un téléphone de l’EPN. Comme ce n’est pas le sien, elle ose.",
            "Le module L06 dit « ici, rien n’est réel » : je le montre d’abord ensemble.",
        ),
    ),
    (
        "nl", "Hoe leg je itsme uit aan iemand zonder bankkaart?",
        "Een cursist heeft geen Belgische bankkaart.\n\n- Kan het met de eID?\n- Wat als de pincode vergeten is?",
        ("Ja, met de eID en een kaartlezer. De pincode vraag je opnieuw aan bij de gemeente.",),
    ),
    (
        "fr", "Quel matériel pour un atelier de huit personnes ?",
        "Nous ouvrons un atelier en janvier. Huit personnes, deux aidants.",
        (),
    ),
    (
        "nl", "Oefeningen over valse sms’en: welke gebruiken jullie?",
        "Ik zoek iets korts, tien minuten, voor aan het loket.",
        ("Module L11, oefening 2: verdachte stukken aantikken. Werkt ook op papier.",),
    ),
    (
        "en", "Helping newcomers who read neither French nor Dutch",
        "We use the English version with sound. Any other ideas?",
        (),
    ),
)  # fmt: skip

REASON = "Deze oefening staat intussen op een andere plaats. Kan iemand dit nakijken?"


def add_requests(project: Project) -> None:
    """Structures that asked to join the Dutch-speaking operator's project and wait for an answer."""
    operator = Partner.objects.get(project=project, code="DISTRICT09")
    with across_structures("the demo world lays requests on a coordinator's desk"):
        for number, (name, postcode, kind, language) in enumerate(REQUESTS):
            slug = f"demo-request-{number + 1}"
            if Structure.objects.filter(slug=slug).exists():
                continue
            since = max(project.start, dt.date.today() - dt.timedelta(9 - 3 * number))  # noqa: DTZ011
            portal = portal_of_country("BE", project.portal_id)
            structure = Structure.objects.create(slug=slug, name=name, portal=portal)
            StructureState.objects.create(
                structure=structure, since=since, name=name, country="BE", postcode=postcode, type=kind
            )
            affiliation = Affiliation.objects.create(structure=structure, project=project, code=slug)
            AffiliationState.objects.create(
                structure=structure, affiliation=affiliation, since=since, status="applied", operator=operator
            )
            asked = dt.datetime.combine(since, dt.time(9, 30), tzinfo=dt.UTC)
            Affiliation.objects.filter(pk=affiliation.pk).update(created_at=asked)
            referent = User.objects.create_user(
                f"{slug}@place.example", first_name="Referent", last_name=str(number + 1), language=language
            )
            Membership.objects.create(user=referent, role="referent", structure=structure)


def add_roll(project: Project, today: dt.date) -> None:
    """A core workshop held yesterday, whose roll waits to be validated."""
    operator = Partner.objects.get(project=project, code="DISTRICT09")
    starts = dt.datetime.combine(today - dt.timedelta(1), dt.time(8, 30), tzinfo=dt.UTC)
    action, made = Action.objects.get_or_create(
        project=project,
        code="demo-roll",
        defaults={
            "kind": "training", "core": True, "title": "Helpen zonder over te nemen", "language": "nl",
            "operator": operator, "starts_at": starts, "ends_at": starts + dt.timedelta(hours=3), "country": "BE",
            "postcode": "9000", "venue": "Digipunt Gent-Zuid", "capacity": 12,
        },
    )  # fmt: skip
    if made:
        people = Person.objects.filter(project=project, attendances=None, language="nl").order_by("code")[:7]
        Attendance.objects.bulk_create(Attendance(action=action, person=person) for person in people)


def _ask_moderator(post: Post, *, by: User | None) -> None:
    """A question for the moderator's desk."""
    if by:
        report_post(post=post, standing=Standing(user_id=by.pk), by=by, reason=REASON)


def add_forum(project: Project) -> None:
    """Topics in three languages, some answered, one certified, one that nobody answered yet."""
    if Topic.objects.exists():
        return
    load_themes()
    themes = list(ForumTheme.objects.all())
    voices = list(User.objects.filter(email__endswith="@place.example").exclude(confirmed_at=None).order_by("pk"))
    for number, (language, title, text, replies) in enumerate(TALK):
        authors = [user for user in voices if user.language == language] or voices
        asked = timezone.now() - dt.timedelta(days=11 - 2 * number, hours=3 * number)
        topic = start_topic(
            author=authors[number % len(authors)],
            portal=project.portal,
            theme=themes[number % len(themes)],
            language=language,
            title=title,
            text=text,
            at=asked,
        )
        posts = [
            reply(
                topic=topic,
                author=authors[(number + 1 + at) % len(authors)],
                text=answer,
                site="",
                mail=False,
                at=asked + dt.timedelta(hours=5 * (at + 1)),
            )
            for at, answer in enumerate(replies)
        ]
        if number == 3:
            _ask_moderator(posts[0], by=User.objects.filter(email="ines@demo.example").first())
        if number == 1:
            topic.refresh_from_db()
            topic.certified, topic.certified_at = posts[0], timezone.now()
            topic.certified_by = User.objects.filter(email="an@demo.example").first()
            topic.save(update_fields=["certified", "certified_at", "certified_by"])
