"""More pages to look at, beside those of ground.py: places, teams, requests, the register, rights, the help desk.

What they show is made first, by the services: requests and invitations that wait, a list with rows to correct, a sheet,
a file of places, two structures that became one.
"""

from django.urls import reverse

from accounts.models import User
from common.wall import across_structures, as_person
from directory.selectors import own_entry
from directory.services import keep_upload, save_sheet
from helpdesk import viewing
from helpdesk.selectors import token_of
from learners.models import Learner, Room
from merging.models import Merge
from merging.services import merge_accounts
from structures.enums import Role
from structures.models import Affiliation, InvitationList, Membership, Partner, Project, Structure
from team.services.invitation_lists import keep_list
from team.services.invitations import invite
from team.services.joining import ask_to_join

SITE = "http://127.0.0.1"
TEAM = "E-mail;Prénom;Nom\r\nanke@place.example;Anke;Aerts\r\nno address;Bas;Bal\r\nines@demo.example;Inès;Verbeke\r\n"
PLACES = (
    "id,nom,commune,code_postal,adresse,date_maj,services\r\n"
    "w1,Point d'appui,Tournai,7500,Place du Marché 1,2026-03-31,Aide aux démarches administratives\r\n"
    "w2,,Tournai,7500,Place du Marché 1,2026-03-31,Aide aux démarches administratives\r\n"
)
Pages = list[tuple[str, str]]


def person(key: str) -> User:
    """A persona's account."""
    return User.objects.get(email=f"{key}@demo.example")


def of_anybody(structure: Structure) -> Pages:
    """Without an account, or before one has a place."""
    return [
        ("join", reverse("team:join")),
        ("join a place", reverse("team:join_place", args=[structure.slug])),
        ("record of processing", reverse("privacy:record")),
    ]


def of_learner() -> Pages:
    return [("her rights", reverse("privacy:own")), ("erase her", reverse("privacy:own_erase"))]


def of_aidant(structure: Structure, learner: Learner, room: Room) -> Pages:
    """Rooms, a learner's rights and secret, her own rights, her second step."""
    here, ines = [structure.slug], person("ines")
    viewing.end(
        viewing=viewing.begin(person=ines, by=person("nadia"), reason="Elle ne voit plus son groupe", site=SITE)
    )
    return [
        ("rooms", reverse("learners:rooms", args=here)),
        ("room without its code", reverse("learners:room", args=[*here, room.pk])),
        ("correct a learner", reverse("learners:edit", args=[*here, learner.pk])),
        ("new secret", reverse("learners:new_secret", args=[*here, learner.pk])),
        ("a learner's rights", reverse("privacy:learner", args=[*here, learner.pk])),
        ("own rights", reverse("privacy:account")),
        ("erase the account", reverse("privacy:erase")),
        ("own journal", reverse("journal:own_journal")),
        ("who viewed", reverse("helpdesk:viewings")),
        ("other address", reverse("change_address")),
        ("second step", reverse("second_step")),
        ("app", reverse("mfa_activate_totp")),
        ("passkey", reverse("mfa_add_webauthn")),
        ("lost second step", reverse("team:lost_second_step")),
    ]


def of_referent(structure: Structure) -> Pages:
    """A team in the making, the place, its project and its sheet. The structure is open, in a transaction."""
    here, karim = [structure.slug], person("karim")
    member = Membership.objects.active().get(structure=structure, user__email="ines@demo.example")
    listed = _team(structure, karim)
    if own_entry(structure=structure) is None:
        save_sheet(structure=structure, by=karim, fields={"street": "Rue de la Cordonnerie 2"})
    return [
        ("people", reverse("team:people", args=here)),
        ("invitations", reverse("team:invitations", args=here)),
        ("invite from a file", reverse("team:invitation_upload", args=here)),
        ("a list", reverse("team:invitation_list", args=[*here, listed.pk])),
        ("end a role", reverse("learners:leave", args=[*here, member.public])),
        ("facts of the place", reverse("registration:place", args=here)),
        ("project", reverse("affiliations:project", args=here)),
        ("journal", reverse("journal:journal", args=here)),
        ("sheet", reverse("directory:sheet", args=here)),
        ("sheet's preview", reverse("directory:preview", args=here)),
        ("vouch", reverse("team:vouch")),
    ]


def _team(structure: Structure, by: User) -> InvitationList:
    ask_to_join(structure=structure, user=person("an"), message="Je viens en stage.", site=SITE)
    invite(structure=structure, email="bo@place.example", role=Role.AIDANT, language="fr", by=by, site=SITE)
    return keep_list(structure=structure, name="equipe.csv", content=TEAM.encode(), language="fr", by=by)


def of_coordinator(project: Project, partner: Partner) -> Pages:
    """The queue and its bulk form, a thread, two structures to merge, a merge, people, a file of places."""
    here, joris = [project.code.lower(), partner.code.lower()], person("joris")
    choose = reverse("merging:merge_structures", args=here)
    with across_structures("the browser's tests look for requests to answer"):
        asked = {one.code: one for one in Affiliation.objects.filter(code__startswith="demo-request-")}
        slugs = dict(Structure.objects.values_list("pk", "slug"))
    with as_person(joris.pk):
        file = keep_upload(partner=partner, user=joris, name="places.csv", content=PLACES.encode())
    first, second = (slugs[asked[f"demo-request-{n}"].structure_id] for n in (1, 2))
    return [
        ("queue", reverse("affiliations:affiliations", args=here) + "?status=applied"),
        ("a thread", reverse("affiliations:affiliation", args=[*here, asked["demo-request-3"].public])),
        ("partner's people", reverse("team:partner_people", args=here)),
        ("merges", reverse("merging:merges", args=here)),
        ("two to merge", choose + "?kept_q=gent&gone_q=9"),
        ("what a merge would do", choose + f"?kept={first}&gone={second}"),
        ("a file of places", reverse("directory:analysis", args=[*here, file.pk])),
    ]


def of_administrator() -> Pages:
    """The help desk, people of the portal, merges of accounts, the journal of all."""
    ines, karim = person("ines"), person("karim")
    accounts = reverse("merging:all_merge_accounts")
    return [
        ("help desk", reverse("helpdesk:search")),
        ("found", reverse("helpdesk:search") + "?q=demo"),
        ("invited", reverse("helpdesk:search") + "?q=bo@place"),
        ("a person", reverse("helpdesk:person", args=[token_of(ines)])),
        ("portal's people", reverse("team:portal_people")),
        ("journal of the portal", reverse("journal:portal_journal")),
        ("all merges", reverse("merging:all_merges")),
        ("a merge", reverse("merging:all_merge", args=[_merge().pk])),
        ("two accounts", accounts + f"?kept={ines.public}&gone={karim.public}"),
    ]


def _merge() -> Merge:
    """Two accounts that asked for a structure each."""
    kept, gone = (User.objects.get(email=f"demo-request-{n}@place.example").pk for n in (1, 2))
    return merge_accounts(kept=kept, gone=gone, by=person("nadia"))
