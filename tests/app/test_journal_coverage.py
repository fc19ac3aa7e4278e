"""Acts on people, learners, roles, reports and content leave a line: every address that takes a POST, one by one."""

import logging
import re
from pathlib import Path

import pytest

import config.urls  # noqa: F401  (read before a test turns the demo on)
from journal.acts import ACTS
from tests.app.matrix import BODY
from tests.app.probe import POSTS, own_address, visit
from tests.app.test_isolation import ACTION, HELP

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / name for name in ("platform", "assessments", "community", "courses", "reporting")]

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
}
# Who sends it; otherwise the first persona for whom the act is reached.
BY = {"events:register": "referent"}

# These were tried: the line is there.
KEPT = {
    "team:join_withdraw", "team:join_code", "team:people", "team:invitation_resend",
    "team:invitation_revoke", "learners:come_back", "team:partner_end", "team:partner_restore",
    "team:partner_resend", "team:partner_revoke", "team:portal_end", "team:portal_restore",
    "team:portal_resend", "team:portal_revoke", "affiliations:affiliation_approve", "merging:merge_undo",
    "merging:all_merge_undo", "desk:account", "learners:list", "learners:edit", "learners:archive",
    "learners:unlock", "learners:new_secret", "learners:notes", "learners:rooms", "learners:room_renew",
    "learners:room_close", "learners:group_new", "learners:group", "accompaniments:new", "accompaniments:edit",
    "accompaniments:cancel", "accompaniments:restore", "assessments:new", "courses:assign", "courses:cancel",
    "courses:restore", "events:register", "events:withdraw", "events:new", "events:edit", "events:cancel",
    "events:roll_add", "events:roll_seat", "forums:topic", "forums:edit", "forums:keep", "forums:hide",
    "forums:delete", "forums:report", "forums:certify", "forums:close", "reporting:file", "privacy:copy",
    "privacy:objection", "privacy:learner_copy", "privacy:learner_objection", "privacy:learner_erase",
    "privacy:own_copy", "privacy:own_objection", "privacy:own_erase",
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
    "team:membership_role": "role_changed",
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
    "directory:withdraw": "directory_withdrawn",
    "directory:brought_show": "directory_place_shown",
    "directory:brought_hide": "directory_place_hidden",
    "directory:analysis": "directory_imported",
    "helpdesk:view_as": "viewing_begun",
    "helpdesk:stop": "viewing_ended",
    "helpdesk:close": "account_closed",
    "helpdesk:reopen": "account_reopened",
    "helpdesk:letters": "address_tried_again",
    "helpdesk:invitation": "invitation_resent",
}

# These act on nobody, or on the sender's own screen; each with its reason.
SILENT = {
    "set_language": "a cookie of her own",
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
    "courses:try": "an exercise played without a learner",
    "courses:print_sheet": "a file with nobody in it",
    "events:roll_sheet": "the roll on paper; marking it is the act",
    "reporting:import": "a pack that was only read; importing it is the act",
    "directory:upload": "a file that was only read; importing it is the act",
    "privacy:code": "a code by letter; the erasure is the act",
    "demo:": "the demo alone",
}


@pytest.fixture(autouse=True)
def _demo(settings, caplog):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    caplog.set_level(logging.CRITICAL, logger="django.request")


def silent(name: str) -> bool:
    return any(name == one or (one.endswith(("_", ":")) and name.startswith(one)) for one in SILENT)


def named_acts() -> set[str]:
    """Every act that the code names where it records one."""
    found = set()
    for folder in SOURCES:
        for path in folder.rglob("*.py"):
            for line in re.findall(r"\bact=([^\n]*)|_note\((\"[^\n]*)", path.read_text(encoding="utf-8")):
                found |= set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', line[0].split(", ")[0] or line[1].split(", ")[0]))
    return found


def test_every_address_is_in_one_of_the_tables():
    known = KEPT | set(ELSEWHERE)
    missing = {name for name in POSTS if name not in known and not silent(name)}
    assert missing == set(), "say in this file which line these leave, or why none"
    assert known & {name for name in POSTS if silent(name)} == set()
    assert known - set(POSTS) == set(), "no such address any more"


def test_the_line_is_written(world):
    lacking = []
    for name in sorted(KEPT):
        form = {key: str(world.own[value[1:]]) if str(value).startswith("@") else value
                for key, value in FORMS.get(name, {}).items()}  # fmt: skip
        persona = BY.get(name) or next(who for who, cell in POSTS[name][1].items() if cell == "does")
        seen = visit(world, persona, "POST", own_address(world, name), form)
        if "structures_journalentry" not in seen.wrote:
            lacking.append(f"{name} by {persona}: {seen.kind} {seen.error}")
    assert not lacking, "\n".join(lacking)


def test_every_act_that_the_code_records_has_a_sentence():
    assert named_acts() - set(ACTS) == set(), "add them to journal/acts.py"
    assert len(named_acts()) > 80


def test_the_acts_of_the_table_are_recorded_somewhere():
    assert set(ELSEWHERE.values()) - named_acts() == set()
