"""The journal in plain words: each act as a person reads it, and what is shown of the thing that it was done to."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Type of object -> the columns that name it. What stands behind a wall is named only where that wall is open.
NAMED: dict[str, tuple[str, ...]] = {
    "learners.learner": ("alias",),
    "learners.learnergroup": ("name",),
    "courses.assignment": ("module__code", "learner__alias"),
    "assessments.skillscheck": ("learner__alias",),
    "accompaniments.accompaniment": ("date",),
    "structures.structure": ("name",),
    "structures.membership": ("user__first_name", "user__last_name"),
    "structures.invitation": ("email",),
    "structures.joinrequest": ("user__first_name", "user__last_name"),
    "structures.affiliation": ("structure__name",),
    "accounts.user": ("first_name", "last_name"),
    "events.action": ("title",),
    "forums.topic": ("title",),
    "forums.post": ("topic__title",),
    "courses.moduleversion": ("module__code", "number"),
}

ACTS = {
    # the help desk
    "viewing_begun": gettext_lazy("Help desk began to view as somebody"),
    "viewing_ended": gettext_lazy("Help desk stopped viewing as somebody"),
    "address_tried_again": gettext_lazy("Address tried again"),
    "account_closed": gettext_lazy("Account closed"),
    "account_reopened": gettext_lazy("Account opened again"),
    # learners
    "learner_added": gettext_lazy("Learner added"),
    "learner_changed": gettext_lazy("Learner's name, language, country or note changed"),
    "learner_archived": gettext_lazy("Learner archived"),
    "learner_restored": gettext_lazy("Learner put back"),
    "notes_switched": gettext_lazy("Notes about learners switched on or off"),
    "group_made": gettext_lazy("Group made"),
    "group_renamed": gettext_lazy("Group renamed"),
    "group_members_changed": gettext_lazy("Members of a group changed"),
    "card_issued": gettext_lazy("New card made"),
    "card_unlocked": gettext_lazy("Card unlocked"),
    "secret_changed": gettext_lazy("New secret for a card"),
    "room_opened": gettext_lazy("Workshop room opened"),
    "room_renewed": gettext_lazy("New code for a workshop room"),
    "room_closed": gettext_lazy("Workshop room closed"),
    "skills_check_begun": gettext_lazy("Skills check begun"),
    "skills_check_completed": gettext_lazy("Skills check finished"),
    "module_assigned": gettext_lazy("Module given"),
    "assignment_cancelled": gettext_lazy("Module taken back"),
    "assignment_restored": gettext_lazy("Module given back"),
    "accompaniment_recorded": gettext_lazy("Accompaniment logged"),
    "accompaniment_changed": gettext_lazy("Accompaniment corrected"),
    "accompaniment_cancelled": gettext_lazy("Accompaniment cancelled"),
    "accompaniment_restored": gettext_lazy("Accompaniment put back"),
    # privacy
    "data_copied": gettext_lazy("Copy of the data made"),
    "objection_made": gettext_lazy("Objection to statistics"),
    "objection_withdrawn": gettext_lazy("Objection to statistics withdrawn"),
    "account_erased": gettext_lazy("Account erased"),
    "learner_erasure_planned": gettext_lazy("Erasure of a learner planned"),
    "learner_erasure_withdrawn": gettext_lazy("Erasure of a learner taken back"),
    "learner_erased": gettext_lazy("Learner erased"),
    # people and roles
    "invitation_sent": gettext_lazy("Colleague invited"),
    "invitation_resent": gettext_lazy("Invitation sent again"),
    "invitation_revoked": gettext_lazy("Invitation withdrawn"),
    "invitation_accepted": gettext_lazy("Invitation accepted"),
    "join_requested": gettext_lazy("Asked to join"),
    "join_accepted": gettext_lazy("Request to join accepted"),
    "join_declined": gettext_lazy("Request to join declined"),
    "join_withdrawn": gettext_lazy("Request to join withdrawn"),
    "join_code_renewed": gettext_lazy("New code to join"),
    "join_code_ended": gettext_lazy("Code to join ended"),
    "membership_ended": gettext_lazy("Access ended"),
    "membership_restored": gettext_lazy("Access given back"),
    "account_changed": gettext_lazy("Account changed"),
    "administration_added": gettext_lazy("Added in the administration"),
    "administration_changed": gettext_lazy("Changed in the administration"),
    "administration_deleted": gettext_lazy("Deleted in the administration"),
    # structures
    "structure_registered": gettext_lazy("Organisation registered"),
    "affiliation_requested": gettext_lazy("Affiliation asked for"),
    "affiliation_approved": gettext_lazy("Affiliation approved"),
    "affiliation_refused": gettext_lazy("Affiliation refused"),
    "affiliation_kept": gettext_lazy("Affiliation kept"),
    "affiliation_operator_changed": gettext_lazy("Operator of an affiliation changed"),
    "affiliation_message": gettext_lazy("Message about an affiliation"),
    "affiliation_left": gettext_lazy("Project left"),
    "affiliation_ended": gettext_lazy("Affiliation ended"),
    "charter_accepted": gettext_lazy("Charter accepted"),
    # handing over, merging, the directory
    "role_changed": gettext_lazy("Role changed"),
    "learner_handed_over": gettext_lazy("Learner handed over to a colleague"),
    "invitation_list_read": gettext_lazy("List of people to invite read"),
    "invitation_list_sent": gettext_lazy("List of invitations sent"),
    "second_step_added": gettext_lazy("Second step of one's sign-in set up"),
    "second_step_removed": gettext_lazy("Second step of one's sign-in removed"),
    "second_step_reset": gettext_lazy("Second step of a sign-in removed"),
    "second_step_vouched": gettext_lazy("Vouched for a colleague's sign-in"),
    "accounts_merged": gettext_lazy("Accounts merged"),
    "accounts_merge_undone": gettext_lazy("Merge of accounts undone"),
    "structures_merged": gettext_lazy("Organisations merged"),
    "structures_merge_undone": gettext_lazy("Merge of organisations undone"),
    "structure_changed": gettext_lazy("Organisation's name or address changed"),
    "structure_plan_dropped": gettext_lazy("Planned change of an organisation dropped"),
    "label_added": gettext_lazy("Label added"),
    "label_ended": gettext_lazy("Label ended"),
    "directory_sheet_changed": gettext_lazy("Directory entry changed"),
    "directory_published": gettext_lazy("Directory entry published"),
    "directory_withdrawn": gettext_lazy("Directory entry withdrawn"),
    "directory_place_shown": gettext_lazy("Place shown in the directory"),
    "directory_place_hidden": gettext_lazy("Place hidden in the directory"),
    "directory_imported": gettext_lazy("Directory file imported"),
    # reports and events
    "report_asked": gettext_lazy("Report asked for"),
    "pack_imported": gettext_lazy("Pack imported"),
    "action_planned": gettext_lazy("Event planned"),
    "action_changed": gettext_lazy("Event changed"),
    "action_cancelled": gettext_lazy("Event cancelled"),
    "action_restored": gettext_lazy("Event put back"),
    "action_closed": gettext_lazy("Event closed"),
    "action_registered": gettext_lazy("Registration for an event"),
    "action_withdrawn": gettext_lazy("Place at an event given back"),
    "action_place_given": gettext_lazy("Place given from the waiting list"),
    "roll_marked": gettext_lazy("Presences marked"),
    "roll_validated": gettext_lazy("Presences validated"),
    "roll_reopened": gettext_lazy("Presences opened again"),
    "roll_seated": gettext_lazy("Place given at an event"),
    "roll_person_added": gettext_lazy("Person added to a roll"),
    # content and forum
    "draft_begun": gettext_lazy("Draft of a module begun"),
    "draft_saved": gettext_lazy("Draft of a module saved"),
    "draft_deleted": gettext_lazy("Draft of a module deleted"),
    "module_published": gettext_lazy("Module published"),
    "topic_started": gettext_lazy("Topic started"),
    "topic_answered": gettext_lazy("Answer given in the forum"),
    "topic_closed": gettext_lazy("Topic closed"),
    "topic_reopened": gettext_lazy("Topic opened again"),
    "post_edited": gettext_lazy("Message corrected"),
    "post_deleted": gettext_lazy("Message deleted"),
    "post_reported": gettext_lazy("Message reported"),
    "post_kept": gettext_lazy("Reported message kept"),
    "post_hidden": gettext_lazy("Message hidden"),
    "post_shown": gettext_lazy("Message shown again"),
    "answer_certified": gettext_lazy("Answer certified"),
    "answer_uncertified": gettext_lazy("Certification taken back"),
    # the journal itself
    "journal_broken": gettext_lazy("The journal was found changed"),
}


def in_words(act: str) -> str:
    """The act as a person reads it; the code's own word for one that has no sentence (any more)."""
    return str(ACTS[act]) if act in ACTS else act.replace("_", " ")


def actor_in_words(line) -> str:
    """Who acted: a name, Halte itself, or an account that is gone."""
    if line.user:
        return line.user.full_name or line.user.email
    return _("An account that no longer exists") if line.user_id else _("Halte, by itself")
