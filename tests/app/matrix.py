"""Who may open what, and do what: one line an address, one column a persona. The tests are in test_matrix.py.

An address without a line fails the run, and so does a line without an address. The tables are in matrix_get.py and
matrix_post.py. A line is the URL's name, the thing of the world that its arguments name (`kind` for `pk`, else
`argument:kind`; `-` for none) and the answer to each persona:

    200, 401, 403, 404, 405   the status
    in, card, go              sent to sign in, to the card's page, somewhere else
    does                      (POST) the act was reached: done, or refused in words by its form
"""

COLUMNS = (
    "anonymous", "learner", "aidant", "referent", "trainer", "coordinator", "lead", "curator", "moderator",
    "administrator", "foreign_aidant", "foreign_coordinator",
)  # fmt: skip

BODY = {
    "reporting:file": {"language": "fr", "form": "json"},
    "courses:assign": {"learner": "@learner", "module": "L06"},  # @kind: the id of that thing
    "library:put_in": {"resource": "@loose"},
    "library:take_out": {"resource": "@resource"},
    "library:move": {"resource": "@resource"},
}

# Addresses of other people's software, by rule instead of by line: (prefix, why).
BY_RULE = {
    "admin:": "django.contrib.admin: for staff alone; what a member of staff sees follows her rights on each model",
    "mfa_": "django-allauth: each page concerns the signed-in account alone, and asks for a second proof first",
}
# Those of them that are for who is not signed in yet.
BEFORE_SIGN_IN = {"mfa_authenticate", "mfa_login_webauthn"}

# Pages on which an administrator sees what other people named: (address, why). No learner is among it.
SEES = {
    "admin:accounts_user_changelist": "an administrator sees all accounts",
    "merging:all_merges": "an administrator merges whatever there is",
    "interop:platforms": "an administrator writes which platforms may launch modules, wherever",
    "interop:platform": "an administrator writes which platforms may launch modules, wherever",
    "journal:portal_journal": "the portal's own lines name accounts and forum topics",
    "journal:portal_journal_file": "the portal's own lines name accounts and forum topics",
}

# What pages ask for by htmx: asked with its header too, by every persona. A page that asks another fails the run.
FRAGMENTS = {
    "authoring:modules", "authoring:export", "authoring:own_modules", "authoring:own_export", "authoring:shown",
    "common:job", "directory:brought", "events:actions", "events:calendar", "events:place", "events:roll",
    "events:structure_names", "forums:topics", "library:search", "registration:register_step",
}  # fmt: skip

# Who reads all things of a kind, whoever made them: (prefix of the address, persona).
READS_ALL = {
    ("forums:", "moderator"), ("forums:", "administrator"), ("library:", "curator"), ("library:", "administrator"),
    ("authoring:", "curator"), ("authoring:", "administrator"),
}  # fmt: skip

# Pages that need what the world has not (a phone of one's own, two versions): address -> who is asked all the same.
NEEDS_MORE = {
    "courses:kept": "learner",
    "authoring:compare": "curator",
    "authoring:own_compare": "referent",
}  # opened by tests of their own

# Objects that have no wall: the reason why there is no foreign one.
SHARED = {
    "merging:all_merge": "an administrator merges whatever there is",
    "merging:all_merge_undo": "an administrator merges whatever there is",
    "events:action": "the calendar is public",
    "events:action_file": "the calendar is public",
    "events:register": "with any operator of her structure's project; a stranger is refused in words",
    "events:withdraw": "gives back her own place and nobody else's",
    "team:portal_end": "an administrator gives and ends every role of portals and partners",
    "team:portal_restore": "an administrator gives and ends every role of portals and partners",
    "team:portal_resend": "an administrator gives and ends every role of portals and partners",
    "team:portal_revoke": "an administrator gives and ends every role of portals and partners",
    "team:invitation": "the token is the right; an unknown one is tried",
    "undo_address": "the token is the right; an unknown one is tried",
    "registration:register_resume": "the token is the right; an unknown one is tried",
    "learners:token": "the token is the right, and the address says nothing of it",
    "forums:keep": "a moderator reads and decides on everything in the forum",
    "forums:hide": "a moderator reads and decides on everything in the forum",
    "forums:show": "a moderator reads and decides on everything in the forum",
    "forums:close": "a moderator reads and decides on everything in the forum",
    "forums:open": "a moderator reads and decides on everything in the forum",
    "privacy:receipt": "the number of a receipt is random, and the right: she may have no account any more",
    "portals:logo": "a portal's logo is on its public pages",
    "media:file": "what a module shows is everybody's; a draft's name is a fingerprint that nobody guesses",
    "helpdesk:person": "an administrator helps whoever is stuck, wherever",
    "helpdesk:view_as": "an administrator helps whoever is stuck, wherever",
    "helpdesk:letters": "an administrator helps whoever is stuck, wherever",
    "helpdesk:close": "an administrator helps whoever is stuck, wherever",
    "helpdesk:reopen": "an administrator helps whoever is stuck, wherever",
    "helpdesk:unlock": "an administrator helps whoever is stuck, wherever",
    "helpdesk:invitation": "an administrator helps whoever was invited, wherever",
    "authoring:part": "content is everybody's: a curator writes every module",
    "authoring:comment": "content is everybody's: a curator writes every module",
    "courses:look": "content is everybody's: a curator writes every module",
    "authoring:back": "content is everybody's: a curator writes every module",
    "authoring:settle": "content is everybody's: a curator writes every module",
    "library:settle": "a curator looks at every report",
    "training:verify": "whoever has the code of an attestation reads it",
    "training:badge_json": "whoever has the code of an attestation reads it",
    "training:badge_signed": "whoever has the code of an attestation reads it",
    "training:badge_status": "whoever has the code of an attestation may ask whether it holds",
    "interop:platform": "an administrator writes which platforms may launch modules, wherever",
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
