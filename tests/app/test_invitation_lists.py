"""Inviting from a file: 500 rows of which 40 are wrong, each person once, whatever is tried again."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from accounts.models import OutgoingMail, User
from common import jobs
from common.jobs import Cancelled
from common.models import Job
from common.wall import as_person, open_structure
from structures.models import Invitation, InvitationList, JournalEntry
from team import tasks  # noqa: F401  (registers what jobs do)
from team.services.invitation_lists import send_list
from tests.app.doors import send, signed_in, text
from tests.app.factories import StructureFactory, aidant_of, referent_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]


def upload(client, content: str, slug="epn"):
    file = SimpleUploadedFile("équipe.csv", content.encode("cp1252"), content_type="text/csv")
    return send(client, f"/s/{slug}/people/lists/", {"file": file, "language": "nl"})


def five_hundred() -> str:
    """500 rows; 40 wrong: 10 without an address, 10 with none that is one, 10 twice, 10 with an unknown role."""
    good = [f"Prénom{n};p{n}@place.example;aidant" for n in range(460)]
    wrong = [f"X{n};;aidant" for n in range(10)] + [f"Y{n};p@@{n};aidant" for n in range(10)]
    wrong += [f"Z{n};P{n}@place.example;aidant" for n in range(10)] + [
        f"W{n};w{n}@place.example;chef" for n in range(10)
    ]
    return "\n".join(["Prénom;E-mail;Rôle", *good, *wrong])


@pytest.fixture
def client(epn):
    return signed_in(referent_of(epn, email="karim@place.example"))


def kept(structure) -> InvitationList:
    with open_structure(structure.pk):
        return InvitationList.objects.select_related("structure").get()


def test_500_rows_of_which_40_are_wrong(client, epn, queue):
    looked_at = upload(client, five_hundred())
    page = client.get(looked_at.headers["Location"])
    assert "Send 460 invitations" in text(page)
    assert "to correct 40" in text(page)
    with open_structure(epn.pk):
        assert not Invitation.objects.exists(), "nobody is invited before she says so"
    file = client.get(f"{page.request['PATH_INFO']}refused.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file), delimiter=";"))
    assert len(rows) == 41
    assert rows[1][:2] == ["462", "There is no e-mail address."]
    assert "line 2" in rows[21][1]
    sent = send(client, f"{page.request['PATH_INFO']}send/")
    twice = send(client, f"{page.request['PATH_INFO']}send/")
    assert sent.headers["Location"] == twice.headers["Location"], "the same job"
    jobs.run(queue[-1])
    with as_person(User.objects.get(email="karim@place.example").pk):
        job = Job.objects.get()
    assert (job.status, job.done, job.total) == ("done", 460, 460)
    with open_structure(epn.pk):
        assert Invitation.objects.count() == 460
        assert set(Invitation.objects.values_list("language", flat=True)) == {"nl"}
        assert JournalEntry.objects.filter(act="invitation_sent").count() == 460
    assert OutgoingMail.objects.count() == 460
    assert "460 invitations sent on" in text(client.get(page.request["PATH_INFO"]))
    send(client, f"{page.request['PATH_INFO']}send/")
    with open_structure(epn.pk):
        assert Invitation.objects.count() == 460


def test_a_job_that_stopped_halfway_goes_on_and_invites_nobody_twice(client, epn):
    upload(client, five_hundred())
    by = referent_of(epn)

    def stop(done, total):
        if done >= 30:
            raise Cancelled

    given = {"kept": kept(epn), "by": by, "site": "https://halte.example"}
    with open_structure(epn.pk):
        with pytest.raises(Cancelled):
            send_list(**given, progress=stop)
        assert Invitation.objects.count() == 30
        Invitation.objects.filter(email="p0@place.example").update(revoked_at=timezone.now())
        assert send_list(**given, progress=lambda done, total: None) == 460
        assert Invitation.objects.count() == 460, "whoever was withdrawn meanwhile is not invited again"


def test_who_is_here_or_invited_is_left_alone(client, epn):
    aidant_of(epn, email="here@place.example")
    send(client, "/s/epn/people/", {"email": "open@place.example", "role": "aidant", "language": "fr"})
    looked_at = upload(client, "email\nHERE@place.example\nopen@place.example\nnew@place.example\n")
    page = text(client.get(looked_at.headers["Location"]))
    assert "Send 1 invitation" in page
    assert "2 people whom nobody needs to invite" in page


def test_who_came_between_the_look_and_the_sending_is_told(client, epn):
    looked_at = upload(client, "email\na@place.example\nb@place.example\n")
    aidant_of(epn, email="a@place.example")
    with translation.override("en"), open_structure(epn.pk):
        assert send_list(kept=kept(epn), by=referent_of(epn), site="", progress=lambda done, total: None) == 1
    page = text(client.get(looked_at.headers["Location"]))
    assert "1 invitation sent" in page
    assert "Could not be sent: This person is here already." in page


def test_a_file_that_is_none_gets_a_sentence(client):
    file = SimpleUploadedFile("x.csv", b"\x89PNG\r\n\x1a\n\x00\x00")
    refused = send(client, "/s/epn/people/lists/", {"file": file, "language": "fr"})
    assert refused.status_code == 422
    assert "not a CSV file" in text(refused)
    assert "Choose the file" in text(send(client, "/s/epn/people/lists/", {"language": "fr"}))
    large = SimpleUploadedFile("x.csv", b"a" * 1_000_001)
    assert "too large" in text(send(client, "/s/epn/people/lists/", {"file": large, "language": "fr"}))


def test_a_list_is_its_structures_and_goes_after_a_month(client, epn):
    looked_at = upload(client, "email\na@place.example\n")
    stranger = signed_in(referent_of(StructureFactory(slug="other")))
    pk = looked_at.headers["Location"].split("/")[-2]
    for rest in ("", "refused.csv"):
        assert stranger.get(f"/s/other/people/lists/{pk}/{rest}").status_code == 404
    assert send(stranger, f"/s/other/people/lists/{pk}/send/").status_code == 404
    assert signed_in(aidant_of(epn)).get(f"/s/epn/people/lists/{pk}/").status_code == 403
    with open_structure(epn.pk):
        InvitationList.objects.update(created_at=timezone.now() - dt.timedelta(days=31))
    upload(client, "email\nb@place.example\n")
    with open_structure(epn.pk):
        assert str(InvitationList.objects.get().pk) != pk
