"""More of the world of tests/app/world.py: places that operators' files brought, and files that wait.

`directory_brought` and `directory_upload` are the coordinator's own; the foreign ones are another partner's, or a
colleague's. What is foreign is not shown, so that its words are nobody's to read.
"""

from common.wall import across_structures
from directory.models import DirectoryUpload, Entry

FILE = (
    "id,nom,commune,code_postal,adresse,date_maj,services\r\n"
    "w1,{name},Tournai,7500,Place du Marché 1,2026-03-31,Aide aux démarches administratives\r\n"
    "w2,,Tournai,7500,Place du Marché 1,2026-03-31,Aide aux démarches administratives\r\n"
)


def add_places(world, secret: str) -> None:
    """A place and a file on each side, and a file of a colleague at the same partner."""
    with across_structures("a test lays its ground"):
        ours = _brought(world.things["ours"], "Point d'appui", shown=True)
        theirs = _brought(world.things["theirs"], secret, shown=False)
        mine = _file(world.users["coordinator"], world.things["ours"], "places.csv", "Point")
        others = [
            _file(world.users["foreign_coordinator"], world.things["theirs"], f"{secret}.csv", secret),
            _file(world.users["lead"], world.things["ours"], f"{secret}.csv", secret),
        ]
    world.own |= {"directory_brought": ours, "directory_upload": mine}
    world.foreign["directory_brought"] = [theirs, world.own["entry"]]
    world.foreign["directory_upload"] += others


def _brought(partner, name: str, *, shown: bool):
    made = {"code": "b1", "name": name, "country": "BE", "postcode": "7500", "commune": "Tournai", "published": shown}
    return Entry.objects.create(partner=partner, **made).pk


def _file(user, partner, name: str, words: str):
    return DirectoryUpload.objects.create(
        user=user, partner=partner, name=name, content=FILE.format(name=words).encode()
    ).pk
