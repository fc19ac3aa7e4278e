"""A workshop's room for the tests: a structure with an aidant, an open room and two learners who have a card."""

from django.test import Client

from common.wall import open_structure
from learners import rooms, services
from learners.models import Room
from tests.app.factories import LearnerFactory, LearnerGroupFactory, StructureFactory, aidant_of


class Ground:
    """A structure with an aidant, an open room and two learners who have a card."""

    def __init__(self, kind: str = "digits", group: bool = False):
        self.structure = StructureFactory()
        self.aidant = aidant_of(self.structure)
        self.learners = {name: LearnerFactory(structure=self.structure, alias=name) for name in ("Amina", "Willy")}
        self.group = LearnerGroupFactory(structure=self.structure, name="Tuesday") if group else None
        with open_structure(self.structure.pk):
            self.cards = {
                name: services.issue_card(learner=one, by=self.aidant, secret_kind=kind)
                for name, one in self.learners.items()
            }
            if self.group:
                services.set_members(group=self.group, learners=[self.learners["Amina"]], by=self.aidant)
            self.room, self.code = rooms.open_room(structure=self.structure, group=self.group, by=self.aidant)

    def enter(self, client: Client | None = None, code: str = "") -> Client:
        client = client or Client(HTTP_ACCEPT_LANGUAGE="en")
        assert client.post("/w/", {"code": code or self.code})["Location"] == "/w/names/"
        return client

    def say(self, client: Client, name: str = "Amina", digits: str = ""):
        form = {"learner": str(self.learners[name].pk), "digits": digits or "".join(self.cards[name].secret)}
        return client.post("/w/secret/", form)

    def wrong(self, name: str = "Amina") -> str:
        return "".join("1" if digit == "0" else "0" for digit in self.cards[name].secret)

    def stored(self) -> Room:
        with open_structure(self.structure.pk):
            return Room.objects.get(pk=self.room.pk)

    def close(self) -> None:
        with open_structure(self.structure.pk):
            rooms.close_room(room=self.room, by=self.aidant)
