"""The charter of the demo's projects, and which structures have accepted it."""

from accounts.models import User
from common.wall import across_structures
from structures.enums import AffiliationStatus, TalkSide
from structures.models import Affiliation, AffiliationMessage, CharterAcceptance, Project
from structures.selectors import with_state

VERSION = 1
CHARTERS = {
    "fr": """Charte d’un projet de démonstration : le texte est inventé, les engagements sont ceux d’un vrai projet.

Nous accueillons toute personne, sans condition et sans jugement, et nous l’aidons à faire elle-même.

Nous laissons à nos aidants le temps de se former et de suivre la formation de base du projet.

Nous notons honnêtement l’aide que nous donnons : ni plus, ni moins que ce qui a été fait.

Nous ne notons que ce qui sert à l’accompagnement. Ce qu’un apprenant nous confie reste dans notre structure.

Nous pouvons quitter le projet quand nous le voulons, en disant pourquoi.""",
    "nl": """Charter van een demoproject: de tekst is verzonnen, de afspraken zijn die van een echt project.

We ontvangen iedereen, zonder voorwaarden en zonder oordeel, en helpen mensen om het zelf te doen.

We geven onze begeleiders de tijd om zich te vormen en de basisvorming van het project te volgen.

We noteren eerlijk welke hulp we geven: niet meer en niet minder dan wat er gebeurd is.

We noteren alleen wat nodig is voor de begeleiding. Wat een cursist ons toevertrouwt, blijft in onze organisatie.

We kunnen het project verlaten wanneer we willen, en zeggen dan waarom.""",
    "en": """Charter of a demonstration project: the text is invented, the promises are those a real project asks for.

We welcome everybody, without conditions and without judging, and help people do things themselves.

We give our digital helpers time to train, and to follow the project’s core training.

We log the help we give honestly: no more and no less than what was done.

We note only what serves the help. What a learner tells us stays in our organisation.

We can leave the project whenever we want, and then say why.""",
}
ASKED = "Bedankt voor je aanvraag. Welk adres mogen we noteren, en wie volgt de basisvorming?"
STILL_TO_ACCEPT = 5
"""Of a project that runs, every fifth structure has not accepted it: the screens have something to say."""


def add_charter(project: Project, *, without: tuple[str, ...] = ()) -> None:
    """The text in three languages, accepted by those that are affiliated; `without`: codes of some that are not asked
    to have done so yet."""
    if project.charter_version:
        return
    for language, text in CHARTERS.items():
        setattr(project, f"charter_{language}", text)
    project.charter_version = VERSION
    project.save()
    with across_structures("the demo world signs its charter"):
        affiliations = with_state(Affiliation.objects.filter(project=project), project.end)
        signed = affiliations.exclude(status=AffiliationStatus.REFUSED).exclude(code__in=without).order_by("code")
        CharterAcceptance.objects.bulk_create(
            CharterAcceptance(affiliation=one, structure_id=one.structure_id, version=VERSION)
            for number, one in enumerate(signed)
            if not without or one.status == AffiliationStatus.APPLIED or number % STILL_TO_ACCEPT
        )


def add_talk(project: Project, *, by: User) -> None:
    """One request was asked for changes, and waits for its structure."""
    with across_structures("the demo world lays a thread on a coordinator's desk"):
        affiliation = Affiliation.objects.filter(project=project, code="demo-request-3").first()
        if affiliation and not affiliation.messages.exists():
            AffiliationMessage.objects.create(
                structure_id=affiliation.structure_id,
                affiliation=affiliation,
                side=TalkSide.OPERATOR,
                author=by,
                text=ASKED,
                asks_changes=True,
            )
