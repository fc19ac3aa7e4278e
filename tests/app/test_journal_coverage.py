"""Acts on people, learners, roles, reports and content leave a line: every address that takes a POST, one by one."""

import datetime as dt
import logging
from functools import cache
from pathlib import Path

import pytest

import config.urls  # noqa: F401  (read before a test turns the demo on)
from structures import journal
from structures.acts import ACTS
from tests.app.matrix import BODY
from tests.app.probe import POSTS, own_address, visit
from tests.app.recording import noting, recorded_acts

ACTION = {
    "kind": "webinar", "title": "T", "starts_at": "2026-12-01T09:00", "ends_at": "2026-12-01T10:00", "online": "1",
}  # fmt: skip
HELP = {"mode": "individual", "place": "structure", "minutes": "30", "themes": "email", "date": str(dt.date.today())}
RESOURCE = {
    "language": "fr", "title": "T", "summary": "S", "kind": "guide", "licence": "CC0-1.0", "audience": "helpers",
    "body": "B",
}  # fmt: skip
pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent

# The form that is sent; "@kind" is the id of that thing of the world. Without one: sent empty.
FORMS = {
    "learners:list": {"alias": "Nora", "language": "fr"},
    "learners:edit": {"alias": "Nora", "language": "fr", "country": "FR"},
    "learners:new_secret": {"kind": "digits", "digits": "2864"},
    "learners:notes": {"on": "1"},
    "learners:rooms": {"group": "@group"},
    "learners:group_new": {"name": "G", "learners": "@second"},
    "learners:group": {"name": "G", "learners": "@learner"},
    "accompaniments:new": HELP | {"learners": "@second"},
    "accompaniments:edit": HELP | {"learners": "@second"},
    "assessments:new": {"learner": "@second"},
    "courses:assign": {"learner": "@second", "module": "L06"},
    "events:new": ACTION,
    "events:edit": ACTION,
    "events:cancel": {"reason": "Ill"},
    "events:roll_add": {"first_name": "Nora", "last_name": "Peeters"},
    "forums:topic": {"text": "La plus simple.", "language": "fr"},
    "forums:edit": {"title": "Une souris ?", "text": "Laquelle ?"},
    "forums:report": {"reason": "Impoli"},
    "desk:account": {"first_name": "Nora", "last_name": "Peeters", "language": "fr"},
    "team:people": {"email": "nora@place.example", "role": "aidant", "language": "fr"},
    "team:membership_role": {"role": "referent"},
    "reporting:file": BODY["reporting:file"],
    "privacy:own_erase": {"later": "1"},
    "library:new": RESOURCE,
    "library:edit": RESOURCE,
    "library:share": {"learners": "@second"},
    "library:settle": {"checked": "1"},
    "interop:export": {"since": "2026-01-01", "until": "2026-01-31"},
    "interop:switch": {"on": "1"},
    "interop:platform_switch": {"on": "1"},
}
# Who sends it; otherwise the first persona for whom the act is reached.
BY = {"events:register": "referent"}

# These were tried: the line is there.
KEPT = {
    "team:join_withdraw", "team:join_code", "team:people", "team:invitation_resend", "undo_address",
    "team:invitation_revoke", "learners:come_back", "team:partner_end", "team:partner_restore",
    "team:partner_resend", "team:partner_revoke", "team:portal_end", "team:portal_restore", "team:operator_code",
    "team:portal_resend", "team:portal_revoke", "affiliations:affiliation_approve", "merging:merge_undo",
    "merging:all_merge_undo", "desk:account", "learners:list", "learners:edit", "learners:archive",
    "learners:unlock", "learners:new_secret", "learners:notes", "learners:rooms", "learners:room_renew",
    "learners:room_close", "learners:group_new", "learners:group", "accompaniments:new", "accompaniments:edit",
    "accompaniments:cancel", "accompaniments:restore", "assessments:new", "courses:assign", "courses:cancel",
    "courses:restore", "events:register", "events:withdraw", "events:new", "events:edit", "events:cancel",
    "events:roll_add", "events:roll_seat", "forums:topic", "forums:edit", "forums:keep", "forums:hide",
    "forums:delete", "forums:report", "forums:certify", "forums:close", "reporting:file", "privacy:copy",
    "privacy:objection", "privacy:learner_copy", "privacy:learner_objection", "privacy:learner_erase",
    "directory:analysis", "directory:brought_hide", "directory:brought_show", "directory:withdraw", "helpdesk:close",
    "helpdesk:invitation", "helpdesk:letters", "team:membership_role", "privacy:own_copy",
    "privacy:own_objection", "privacy:own_erase", "library:new", "library:edit", "library:share", "library:settle",
    "library:withdraw", "library:take_back", "interop:export", "interop:switch", "interop:retry",
    "interop:platform_switch", "authoring:copy",
}  # fmt: skip

# These need more than one form here (a letter's code, a file, a first half): the act that their service records.
ELSEWHERE = {
    "registration:register": "structure_registered",
    "registration:register_step": "structure_registered",
    "team:join": "join_requested",
    "team:join_place": "join_requested",
    "team:join_request": "join_accepted",
    "team:invitation": "invitation_accepted",
    "team:invitation_list_send": "invitation_list_sent",
    "team:invitations_resend": "invitation_resent",
    "team:invitation_upload": "invitation_list_read",
    "learners:leave": "learner_handed_over",
    "learners:follower": "learner_handed_over",
    "team:partner_people": "invitation_sent",
    "team:portal_people": "invitation_sent",
    "affiliations:affiliation_refuse": "affiliation_refused",
    "affiliations:affiliations_several": "affiliation_approved",
    "affiliations:affiliation_write": "affiliation_message",
    "affiliations:affiliation_end": "affiliation_ended",
    "affiliations:affiliation_keep": "affiliation_kept",
    "affiliations:affiliation_operator": "affiliation_operator_changed",
    "affiliations:project_ask": "affiliation_requested",
    "affiliations:project_write": "affiliation_message",
    "affiliations:project_charter": "charter_accepted",
    "affiliations:project_leave": "affiliation_left",
    "affiliations:project_stay": "affiliation_requested",
    "registration:place": "structure_changed",
    "registration:place_drop": "structure_plan_dropped",
    "registration:label_add": "label_added",
    "registration:label_end": "label_ended",
    "merging:merge_structures": "structures_merged",
    "merging:all_merge_structures": "structures_merged",
    "merging:all_merge_accounts": "accounts_merged",
    "desk:account_undo": "account_changed",
    "team:vouch": "second_step_vouched",
    "change_address": "account_changed",
    "change_address_code": "account_changed",
    "learners:cards": "card_issued",
    "assessments:key_in": "skills_check_completed",
    "assessments:desk_question": "skills_check_completed",
    "courses:module": "module_assigned",
    "authoring:shown": "catalogue_changed",
    "authoring:new": "module_begun",
    "authoring:own_module": "draft_saved",
    "authoring:own_part": "draft_saved",
    "authoring:own_import_analysis": "draft_saved",
    "authoring:own_exercises": "draft_saved",
    "authoring:own_media": "draft_saved",
    "authoring:own_back": "draft_saved",
    "authoring:own_publishing": "module_put_away",
    "authoring:own_bring_back": "module_brought_back",
    "authoring:own_origin": "module_origin_seen",
    "authoring:module": "draft_saved",
    "authoring:part": "draft_saved",
    "authoring:import_analysis": "draft_saved",
    "authoring:exercises": "draft_saved",
    "authoring:media": "draft_saved",
    "authoring:back": "draft_saved",
    "authoring:publishing": "draft_submitted",
    "events:restore": "action_restored",
    "events:close": "action_closed",
    "events:reopen": "roll_reopened",
    "events:roll": "roll_marked",
    "forums:new": "topic_started",
    "forums:show": "post_shown",
    "forums:uncertify": "answer_uncertified",
    "forums:open": "topic_reopened",
    "reporting:import_go": "pack_imported",
    "privacy:erase": "account_erased",
    "directory:sheet": "directory_sheet_changed",
    "directory:publish": "directory_published",
    "helpdesk:view_as": "viewing_begun",
    "helpdesk:stop": "viewing_ended",
    "helpdesk:reopen": "account_reopened",
    "helpdesk:unlock": "account_unlocked",
    "library:publish": "resource_published",
    "library:shipped": "resource_kept",
    "library:give_again": "resource_shared",
    "interop:store": "store_saved",
    "interop:platform_retry": "scores_retried",
    "interop:platform_new": "platform_saved",
    "interop:platform": "platform_saved",
}

# These act on nobody, or on the sender's own screen; each with its reason.
SILENT = {
    "set_language": "a cookie of her own",
    "reauthenticate_by_mail": "a code by letter; what she does with it is the act",
    "account_": "signing in and out is the list of devices, not the journal",
    "common:job_cancel": "a job of her own that made nothing yet",
    "registration:register_later": "a draft that nobody has sent",
    "registration:register_resume": "a draft that nobody has sent",
    "desk:end_": "a session of her own",
    "learners:room_door": "a learner's try to come in; failures are counted, not told",
    "learners:room_secret": "a learner's sign-in, not an act of the structure's people",
    "learners:code": "a learner's sign-in, not an act of the structure's people",
    "learners:secret": "a learner's sign-in, not an act of the structure's people",
    "learners:hello": "a learner's sign-in, not an act of the structure's people",
    "learners:done": "a learner's own session",
    "assessments:start": "what a learner does herself is her answers, which are append-only too",
    "assessments:question": "what a learner does herself is her answers, which are append-only too",
    "assessments:print": "a file with nobody in it",
    "courses:answers": "what a learner does herself is her answers, which are append-only too",
    "courses:exercise": "what a learner does herself is her answers, which are append-only too",
    "courses:step": "what a learner does herself is her answers, which are append-only too",
    "courses:bridge": "kept as an answer of the learner, which is append-only too",
    "authoring:import_file": "a file that was only read; taking its questions is the act",
    "authoring:own_import_file": "a file that was only read; taking its questions is the act",
    "authoring:own_comment": "a word among colleagues, kept with who said it and when",
    "authoring:own_settle": "a word among colleagues, kept with who settled it and when",
    "authoring:comment": "a word among curators, kept with who said it and when",
    "authoring:settle": "a word among curators, kept with who settled it and when",
    "courses:own_look": "a draft looked at: nothing is stored",
    "courses:look": "a draft looked at: nothing is stored",
    "courses:try": "an exercise played without a learner",
    "courses:print_sheet": "a file with nobody in it",
    "events:roll_sheet": "the roll on paper; marking it is the act",
    "reporting:import": "a pack that was only read; importing it is the act",
    "directory:upload": "a file that was only read; importing it is the act",
    "training:": "a helper on her own path: her answers, which never change, and her own attestation",
    "library:favourite": "her own shelf",
    "library:outdated": "kept with who said it and when; settling it is the act",
    "library:new_collection": "her own shelf",
    "library:edit_collection": "her own shelf",
    "library:delete_collection": "her own shelf",
    "library:put_in": "her own shelf",
    "library:take_out": "her own shelf",
    "library:move": "her own shelf",
    "library:show_collection": "her own shelf, shown or not; its resources are published one by one",
    "interop:login": "a way to the platform, that writes nothing",
    "interop:launch": "a learner who comes in; that she is new, and what she is given, leave their lines",
    "interop:choose": "a signed answer to a platform; nothing is stored",
    "demo:": "the demo alone",
}


@pytest.fixture(autouse=True)
def _demo(settings, caplog):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    caplog.set_level(logging.CRITICAL, logger="django.request")


def silent(name: str) -> bool:
    return any(name == one or (one.endswith(("_", ":")) and name.startswith(one)) for one in SILENT)


@cache
def named_acts() -> frozenset[str]:
    """Every act that the code names where it records one (tests/app/recording.py)."""
    return recorded_acts()


def test_every_address_is_in_one_of_the_tables():
    known = KEPT | set(ELSEWHERE)
    missing = {name for name in POSTS if name not in known and not silent(name)}
    assert missing == set(), "say in this file which line these leave, or why none"
    assert known & {name for name in POSTS if silent(name)} == set()
    assert known - set(POSTS) == set(), "no such address any more"


def sent(world, name: str) -> tuple[set[str], str]:
    """(acts that are written when that form is sent, what else to say of the answer)."""
    form = {key: str(world.own[value[1:]]) if str(value).startswith("@") else value
            for key, value in FORMS.get(name, {}).items()}  # fmt: skip
    persona = BY.get(name) or next(who for who, cell in POSTS[name][1].items() if cell == "does")
    with noting() as acts:
        seen = visit(world, persona, "POST", own_address(world, name), form)
    return acts, f"{name} by {persona}: {seen.kind} {seen.error}"


def test_the_line_is_written(world):
    tried = {name: sent(world, name) for name in sorted(KEPT)}
    lacking = [told for acts, told in tried.values() if not acts]
    assert not lacking, "\n".join(lacking)


def test_every_other_act_is_looked_for_in_another_test(world):
    """What no form above writes is written by a real act elsewhere: a test names it, as one looks for a line."""
    seen = set().union(*(sent(world, name)[0] for name in sorted(KEPT)))
    others = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py") if path != Path(__file__))
    missing = {act for act in named_acts() - seen if f'"{act}"' not in others}
    assert missing == set(), "do it in tests/app/test_journal_acts.py, or add its form to KEPT"


def test_an_act_without_a_sentence_is_refused(db):
    with pytest.raises(ValueError, match="sentence"):
        journal.record(act="something_new", by=None)


def test_every_act_that_the_code_records_has_a_sentence():
    assert named_acts() - set(ACTS) == set(), "add them to structures/acts.py"
    assert len(named_acts()) > 110


def test_the_acts_of_the_table_are_recorded_somewhere():
    assert set(ELSEWHERE.values()) - named_acts() == set()
    assert set(ACTS) - named_acts() == {"journal_broken"} - named_acts(), "a sentence that nothing writes"
