"""Who may open what, and do what: one line an address, one column a persona. The tests are in test_matrix.py.

An address without a line fails the run, and so does a line without an address. A line is the URL's name, the thing of
the world that its arguments name (`kind` for `pk`, else `argument:kind`; `-` for none) and the answer to each persona:

    200, 401, 403, 404, 405   the status
    in, card, go              sent to sign in, to the card's page, somewhere else
    does                      (POST) the act was reached: done, or refused in words by its form
"""

# ruff: noqa: E501
COLUMNS = (
    "anonymous", "learner", "aidant", "referent", "trainer", "coordinator", "lead", "curator", "moderator",
    "administrator", "foreign_aidant", "foreign_coordinator",
)  # fmt: skip

GET = """
                                                anon lrnr aid  ref  trnr coor lead cur  mod  adm  f-a  f-c
set_language                 -                  405  405  405  405  405  405  405  405  405  405  405  405
account_login                -                  200  200  go   go   go   go   go   go   go   go   go   go
account_request_login_code   -                  200  200  go   go   go   go   go   go   go   go   go   go
account_confirm_login_code   -                  in   in   go   go   go   go   go   go   go   go   go   go
account_logout               -                  go   go   200  200  200  200  200  200  200  200  200  200
account_inactive             -                  200  200  200  200  200  200  200  200  200  200  200  200
account_reauthenticate       -                  in   in   403  403  403  403  403  403  403  403  403  403
account_signup               -                  go   go   go   go   go   go   go   go   go   go   go   go
account_email                -                  in   in   go   go   go   go   go   go   go   go   go   go
common:healthz               -                  200  200  200  200  200  200  200  200  200  200  200  200
common:job                   job                in   in   200  404  404  404  404  404  404  404  404  404
common:job_file              done_job           in   in   200  404  404  404  404  404  404  404  404  404
common:job_cancel            job                in   in   405  405  405  405  405  405  405  405  405  405
structures:register          -                  go   go   go   go   go   go   go   go   go   go   go   go
structures:register_step     -                  200  200  200  200  200  200  200  200  200  200  200  200
structures:invitation        token:invite_token 200  200  200  200  200  200  200  200  200  200  200  200
structures:people            -                  in   in   200  200  404  404  404  404  404  404  404  404
structures:invitation_resend invitation         in   in   405  405  404  404  404  404  404  404  404  404
structures:invitation_revoke invitation         in   in   405  405  404  404  404  404  404  404  404  404
structures:membership_end    membership         in   in   405  405  404  404  404  404  404  404  404  404
structures:membership_restore membership        in   in   405  405  404  404  404  404  404  404  404  404
structures:affiliations      -                  in   in   404  404  403  200  403  404  404  404  404  404
structures:affiliations_export -                in   in   404  404  403  200  403  404  404  404  404  404
structures:affiliation       affiliation        in   in   404  404  403  200  403  404  404  404  404  404
structures:affiliation_approve affiliation        in   in   404  404  405  405  405  404  404  404  404  404
structures:affiliation_refuse affiliation        in   in   404  404  405  405  405  404  404  404  404  404
desk:front                   -                  200  200  200  200  200  200  200  200  200  200  200  200
desk:accessibility           -                  200  200  200  200  200  200  200  200  200  200  200  200
desk:privacy                 -                  200  200  200  200  200  200  200  200  200  200  200  200
desk:home                    -                  in   in   go   go   go   go   go   go   go   go   go   go
desk:places                  -                  in   in   200  200  200  200  200  200  200  200  200  200
desk:account                 -                  in   in   200  200  200  200  200  200  200  200  200  200
desk:structure_home          -                  in   in   200  200  404  404  404  404  404  404  404  404
desk:learner                 learner            in   in   200  200  404  404  404  404  404  404  404  404
desk:partner_home            -                  in   in   404  404  200  200  403  404  404  404  404  404
learners:list                -                  in   in   200  200  404  404  404  404  404  404  404  404
learners:cards               -                  in   in   200  200  404  404  404  404  404  404  404  404
learners:archive             learner            in   in   405  405  404  404  404  404  404  404  404  404
learners:edit                learner            in   in   200  200 404  404  404  404  404  404  404  404
learners:unlock              learner            in   in   405  405  404  404  404  404  404  404  404  404
learners:group_new           -                  in   in   200  200  404  404  404  404  404  404  404  404
learners:group               group              in   in   200  200  404  404  404  404  404  404  404  404
learners:code                -                  200  200  200  200  200  200  200  200  200  200  200  200
learners:secret              -                  405  405  405  405  405  405  405  405  405  405  405  405
learners:hello               -                  404  404  404  404  404  404  404  404  404  404  404  404
learners:done                -                  405  405  405  405  405  405  405  405  405  405  405  405
learners:token               token:card_token   go   go   go   go   go   go   go   go   go   go   go   go
accompaniments:list          -                  in   in   200  200  404  404  404  404  404  404  404  404
accompaniments:new           -                  in   in   200  200  404  404  404  404  404  404  404  404
accompaniments:export        -                  in   in   200  200  404  404  404  404  404  404  404  404
accompaniments:edit          accompaniment      in   in   200  200  404  404  404  404  404  404  404  404
accompaniments:cancel        accompaniment      in   in   405  405  404  404  404  404  404  404  404  404
accompaniments:restore       cancelled          in   in   405  405  404  404  404  404  404  404  404  404
assessments:start            -                  card 200  card card card card card card card card card card
assessments:result           -                  card 200  card card card card card card card card card card
assessments:question         step:check_step    card 200  card card card card card card card card card card
assessments:new              -                  in   in   200  200  404  404  404  404  404  404  404  404
assessments:key_in           -                  in   in   go   go   404  404  404  404  404  404  404  404
assessments:print            -                  in   in   405  405  404  404  404  404  404  404  404  404
assessments:check            check              in   in   200  200  404  404  404  404  404  404  404  404
assessments:desk_question    open_check,step:check_step in   in   200  200  404  404  404  404  404  404  404  404
courses:home                 -                  card 200  card card card card card card card card card card
courses:answers              -                  405  405  405  405  405  405  405  405  405  405  405  405
courses:onward               own_module         card go   card card card card card card card card card card
courses:finished             own_module         card go   card card card card card card card card card card
courses:exercise             own_module         card 200  card card card card card card card card card card
courses:step                 own_module         card 200  card card card card card card card card card card
courses:modules              -                  in   in   200  200  404  404  404  404  404  404  404  404
courses:module               -                  in   in   200  200  404  404  404  404  404  404  404  404
courses:try                  -                  in   in   200  200  404  404  404  404  404  404  404  404
courses:sheet                name:sheet         in   in   200  200  404  404  404  404  404  404  404  404
courses:print_sheet          name:sheet         in   in   405  405  404  404  404  404  404  404  404  404
courses:progress             -                  in   in   200  200  404  404  404  404  404  404  404  404
courses:assign               -                  in   in   405  405  404  404  404  404  404  404  404  404
courses:cancel               assignment         in   in   405  405  404  404  404  404  404  404  404  404
courses:restore              taken_back         in   in   405  405  404  404  404  404  404  404  404  404
courses:bridge               assignment         in   in   405  405  404  404  404  404  404  404  404  404
events:calendar              -                  200  200  200  200  200  200  200  200  200  200  200  200
events:feed                  -                  200  200  200  200  200  200  200  200  200  200  200  200
events:action                action             200  200  200  200  200  200  200  200  200  200  200  200
events:action_file           action             200  200  200  200  200  200  200  200  200  200  200  200
events:register              action             in   in   405  405  405  405  405  405  405  405  405  405
events:withdraw              action             in   in   405  405  405  405  405  405  405  405  405  405
events:actions               -                  in   in   404  404  200  200  403  404  404  404  404  404
events:export                -                  in   in   404  404  200  200  403  404  404  404  404  404
events:new                   -                  in   in   404  404  200  200  403  404  404  404  404  404
events:place                 -                  in   in   404  404  200  200  403  404  404  404  404  404
events:structure_names       -                  in   in   404  404  200  200  403  404  404  404  404  404
events:partner_action        action             in   in   404  404  200  200  403  404  404  404  404  404
events:edit                  action             in   in   404  404  200  200  403  404  404  404  404  404
events:cancel                action             in   in   404  404  405  405  405  404  404  404  404  404
events:restore               action             in   in   404  404  405  405  405  404  404  404  404  404
events:close                 past_action        in   in   404  404  405  405  405  404  404  404  404  404
events:reopen                past_action        in   in   404  404  405  405  405  404  404  404  404  404
events:roll                  past_action        in   in   404  404  200  200  403  404  404  404  404  404
events:roll_add              past_action        in   in   404  404  200  200  403  404  404  404  404  404
events:roll_sheet            past_action        in   in   404  404  405  405  405  404  404  404  404  404
events:roll_seat             past_action,row:row in   in   404  404  405  405  405  404  404  404  404  404
forums:topics                -                  in   in   200  200  200  200  200  200  200  200  200  200
forums:new                   -                  in   in   200  200  200  200  200  200  200  200  200  200
forums:moderation            -                  in   in   403  403  403  403  403  403  200  200  403  403
forums:keep                  answer             in   in   405  405  405  405  405  405  405  405  405  405
forums:hide                  answer             in   in   405  405  405  405  405  405  405  405  405  405
forums:show                  answer             in   in   405  405  405  405  405  405  405  405  405  405
forums:edit                  post               in   in   200  403  403  403  403  403  403  403  403  403
forums:delete                post               in   in   405  405  405  405  405  405  405  405  405  405
forums:report                answer             in   in   200  200  200  200  200  200  200  200  200  200
forums:certify               answer             in   in   405  405  405  405  405  405  405  405  405  405
forums:uncertify             answer             in   in   405  405  405  405  405  405  405  405  405  405
forums:topic                 topic              in   in   200  200  200  200  200  200  200  200  200  200
forums:close                 topic              in   in   405  405  405  405  405  405  405  405  405  405
forums:open                  topic              in   in   405  405  405  405  405  405  405  405  405  405
reporting:report_list        -                  in   in   404  404  403  200  200  404  404  404  404  404
reporting:report             -                  in   in   404  404  403  200  200  404  404  404  404  404
reporting:file               -                  in   in   404  404  403  405  405  404  404  404  404  404
reporting:import             -                  in   in   404  404  403  200  403  404  404  404  404  404
reporting:analysis           upload             in   in   404  404  403  200  403  404  404  404  404  404
reporting:import_go          upload             in   in   404  404  403  405  403  404  404  404  404  404
demo:sign_in_as              -                  405  405  405  405  405  405  405  405  405  405  405  405
demo:mailbox                 -                  200  200  200  200  200  200  200  200  200  200  200  200
demo:mail                    mail               200  200  200  200  200  200  200  200  200  200  200  200
demo:mail_calendar           mail               200  200  200  200  200  200  200  200  200  200  200  200
"""

# What takes a POST, sent empty or with its BODY. Any other address answers 405 to who may open it.
POST = """
                                                anon lrnr aid  ref  trnr coor lead cur  mod  adm  f-a  f-c
set_language                 -                  does does does does does does does does does does does does
account_login                -                  does does does does does does does does does does does does
account_request_login_code   -                  does does does does does does does does does does does does
account_confirm_login_code   -                  in   in   does does does does does does does does does does
account_logout               -                  does does does does does does does does does does does does
account_reauthenticate       -                  in   in   403  403  403  403  403  403  403  403  403  403
account_signup               -                  does does does does does does does does does does does does
account_email                -                  in   in   does does does does does does does does does does
common:job_cancel            job                in   in   does 404  404  404  404  404  404  404  404  404
structures:register          -                  does does does does does does does does does does does does
structures:register_step     -                  does does does does does does does does does does does does
structures:invitation        token:invite_token does does does does does does does does does does does does
structures:people            -                  in   in   403  does 404  404  404  404  404  404  404  404
structures:invitation_resend invitation         in   in   403  does 404  404  404  404  404  404  404  404
structures:invitation_revoke invitation         in   in   403  does 404  404  404  404  404  404  404  404
structures:membership_end    membership         in   in   403  does 404  404  404  404  404  404  404  404
structures:membership_restore membership        in   in   403  does 404  404  404  404  404  404  404  404
structures:affiliation_approve affiliation        in   in   404  404  403  does 403  404  404  404  404  404
structures:affiliation_refuse affiliation        in   in   404  404  403  does 403  404  404  404  404  404
desk:account                 -                  in   in   does does does does does does does does does does
learners:list                -                  in   in   does does 404  404  404  404  404  404  404  404
learners:cards               -                  in   in   does does 404  404  404  404  404  404  404  404
learners:archive             learner            in   in   does does 404  404  404  404  404  404  404  404
learners:edit                learner            in   in   does does 404  404  404  404  404  404  404  404
learners:unlock              learner            in   in   does does 404  404  404  404  404  404  404  404
learners:group_new           -                  in   in   does does 404  404  404  404  404  404  404  404
learners:group               group              in   in   does does 404  404  404  404  404  404  404  404
learners:code                -                  does does does does does does does does does does does does
learners:secret              -                  does does does does does does does does does does does does
learners:hello               -                  404  404  404  404  404  404  404  404  404  404  404  404
learners:done                -                  card card card card card card card card card card card card
accompaniments:new           -                  in   in   does does 404  404  404  404  404  404  404  404
accompaniments:edit          accompaniment      in   in   does does 404  404  404  404  404  404  404  404
accompaniments:cancel        accompaniment      in   in   does does 404  404  404  404  404  404  404  404
accompaniments:restore       cancelled          in   in   does does 404  404  404  404  404  404  404  404
assessments:start            -                  card does card card card card card card card card card card
assessments:question         step:check_step    card does card card card card card card card card card card
assessments:new              -                  in   in   does does 404  404  404  404  404  404  404  404
assessments:key_in           -                  in   in   does does 404  404  404  404  404  404  404  404
assessments:print            -                  in   in   does does 404  404  404  404  404  404  404  404
assessments:desk_question    open_check,step:check_step in   in   does  does  404  404  404  404  404  404  404  404
courses:answers              -                  401  does 401  401  401  401  401  401  401  401  401  401
courses:exercise             own_module         card does card card card card card card card card card card
courses:step                 own_module         card does card card card card card card card card card card
courses:module               -                  in   in   does does 404  404  404  404  404  404  404  404
courses:try                  -                  in   in   does does 404  404  404  404  404  404  404  404
courses:print_sheet          name:sheet         in   in   does does 404  404  404  404  404  404  404  404
courses:assign               -                  in   in   does does 404  404  404  404  404  404  404  404
courses:cancel               assignment         in   in   does does 404  404  404  404  404  404  404  404
courses:restore              taken_back         in   in   does does 404  404  404  404  404  404  404  404
courses:bridge               assignment         in   in   does does 404  404  404  404  404  404  404  404
events:register              action             in   in   does does does does does does does does does does
events:withdraw              action             in   in   does does does does does does does does does does
events:new                   -                  in   in   404  404  does does 403  404  404  404  404  404
events:edit                  action             in   in   404  404  does does 403  404  404  404  404  404
events:cancel                action             in   in   404  404  does does 403  404  404  404  404  404
events:restore               action             in   in   404  404  does does 403  404  404  404  404  404
events:close                 past_action        in   in   404  404  does does 403  404  404  404  404  404
events:reopen                past_action        in   in   404  404  does does 403  404  404  404  404  404
events:roll                  past_action        in   in   404  404  does does 403  404  404  404  404  404
events:roll_add              past_action        in   in   404  404  does does 403  404  404  404  404  404
events:roll_sheet            past_action        in   in   404  404  does does 403  404  404  404  404  404
events:roll_seat             past_action,row:row in   in   404  404  does does 403  404  404  404  404  404
forums:new                   -                  in   in   does does does does does does does does does does
forums:keep                  answer             in   in   403  403  403  403  403  403  does does 403  403
forums:hide                  answer             in   in   403  403  403  403  403  403  does does 403  403
forums:show                  answer             in   in   403  403  403  403  403  403  does does 403  403
forums:edit                  post               in   in   does 403  403  403  403  403  403  403  403  403
forums:delete                post               in   in   does 403  403  403  403  403  403  403  403  403
forums:report                answer             in   in   does does does does does does does does does does
forums:certify               answer             in   in   403  403  does does does 403  does does 403  does
forums:uncertify             answer             in   in   403  403  does does does 403  does does 403  does
forums:topic                 topic              in   in   does does does does does does does does does does
forums:close                 topic              in   in   403  403  403  403  403  403  does does 403  403
forums:open                  topic              in   in   403  403  403  403  403  403  does does 403  403
reporting:file               -                  in   in   404  404  403  does does 404  404  404  404  404
reporting:import             -                  in   in   404  404  403  does 403  404  404  404  404  404
reporting:import_go          upload             in   in   404  404  403  does 403  404  404  404  404  404
demo:sign_in_as              -                  does does does does does does does does does does does does
"""

BODY = {
    "reporting:file": {"language": "fr", "form": "json"},
    "courses:assign": {"learner": "@learner", "module": "L06"},  # @kind: the id of that thing
}

# Addresses of other people's software, by rule instead of by line: (prefix, why).
BY_RULE = {
    "admin:": "django.contrib.admin: for staff alone; what a member of staff sees follows her rights on each model",
    "mfa_": "django-allauth: each page concerns the signed-in account alone, and asks for a second proof first",
}
# Those of them that are for who is not signed in yet.
BEFORE_SIGN_IN = {"mfa_authenticate", "mfa_login_webauthn"}

# Objects that have no wall: the reason why there is no foreign one.
SHARED = {
    "events:action": "the calendar is public",
    "events:action_file": "the calendar is public",
    "events:register": "a helper registers with any operator of her structure's project; a stranger is refused in words",
    "events:withdraw": "gives back her own place and nobody else's",
    "structures:invitation": "the token is the right; an unknown one is tried",
    "learners:token": "the token is the right, and the address says nothing of it",
    "forums:keep": "a moderator reads and decides on everything in the forum",
    "forums:hide": "a moderator reads and decides on everything in the forum",
    "forums:show": "a moderator reads and decides on everything in the forum",
    "forums:close": "a moderator reads and decides on everything in the forum",
    "forums:open": "a moderator reads and decides on everything in the forum",
    "demo:mail": "the demo's mailbox is for everybody who tries the demo",
    "demo:mail_calendar": "the demo's mailbox is for everybody who tries the demo",
}


def lines(table: str) -> dict[str, tuple[str, dict[str, str]]]:
    """URL name -> (thing, persona -> expected answer)."""
    found = {}
    for line in table.strip().splitlines()[1:]:
        name, thing, *cells = line.split()
        assert len(cells) == len(COLUMNS), line
        assert name not in found, f"{name} has two lines"
        found[name] = (thing, dict(zip(COLUMNS, cells, strict=True)))
    return found


def arguments(thing: str) -> dict[str, str]:
    """Argument of the address -> kind of thing."""
    pairs = (part.rpartition(":") for part in thing.split(",") if part != "-")
    return {argument or "pk": kind for argument, _colon, kind in pairs}
