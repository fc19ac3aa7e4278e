"""More of the world of tests/app/world.py: a record store and a learning platform of each structure."""

import uuid

from django.utils import timezone

from common.wall import open_structure
from courses.interop.models import (
    LaunchedLearner,
    Platform,
    RecordStore,
    ScoreLine,
    SentStatement,
    SpentLaunch,
    ToolKey,
)


def add_interop(world, secret: str) -> None:
    """On both sides of the wall; the platform's learner is the one who has a card there."""
    world.own["platform"] = _exchange(world.things["here"], world.own, "Moodle")
    foreign = {kind: found[0] for kind, found in world.foreign.items() if found}
    world.foreign["platform"] = [_exchange(world.things["there"], foreign, secret)]
    SpentLaunch.objects.create(key=uuid.uuid4().hex)
    ToolKey.objects.create(kid="world", private="sealed:", public=PUBLIC)


def _exchange(structure, ids, name: str) -> uuid.UUID:
    at = f"https://{name.lower()}.example"
    with open_structure(structure.pk):
        RecordStore.objects.create(
            structure=structure, endpoint="https://lrs.example/xapi", key=name, secret="sealed:", since=timezone.now()
        )
        SentStatement.objects.create(structure=structure, kind="attempted", assignment=ids["assignment"])
        platform = Platform.objects.create(
            structure=structure, name=name, issuer=at, client_id="halte", deployments=["1"], login_url=f"{at}/auth",
            token_url=f"{at}/token", keyset_url=f"{at}/keys",
        )  # fmt: skip
        made = {"structure": structure, "platform": platform}
        made["launched"] = LaunchedLearner.objects.create(**made, learner_id=ids["learner"], subject=name)
        ScoreLine.objects.create(**made, assignment_id=ids["assignment"], address=f"{at}/line", user="sealed:")
    return platform.pk


PUBLIC = """-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQChjbXt9W/fOXOBYqcg5X8kKmBb
FJm8xyBWH/uljLPwbTe9xuLd7oRDGlcOJTzIWF1zT1tQfAMEefuxpzjMkhZFze5U
gojYRgVBbdmbw4qwwFbHoUzHdVqKgbtQkmzWFiFQS8UehyFM5hgV8nOuupy2JC9H
1lXfhX+HZ3ob2F/sAwIDAQAB
-----END PUBLIC KEY-----
"""
