"""LTI 1.3 as far as it needs no database of people: the login, the launch and what a teacher chose (docs/interop.md).

Between the two halves nothing is stored here: a signed cookie keeps state and nonce for five minutes, and a launch that
came in is remembered, so that the same one never comes in twice.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from jwcrypto.common import JWException
from jwt import PyJWTError
from pylti1p3.deep_link import DeepLink
from pylti1p3.exception import LtiException, OIDCException
from pylti1p3.lineitem import LineItem

from common.errors import DomainError
from common.wall import open_structure
from courses.interop import outgoing, selectors
from courses.interop.enums import CHOOSE_SECONDS, LAUNCH_SECONDS
from courses.interop.models import Platform, SpentLaunch
from courses.interop.services.platforms import registration_of
from courses.interop.services.scores import hosts_of
from courses.interop.tool import Given, InNewWindow, Launch, Login, OneNonce, OnePlatform, StateCookie
from courses.learning import content
from courses.learning.catalogue import published_modules
from courses.learning.enums import StepName
from courses.learning.models import Module

SALT, CHOOSING = "interop.launch", "interop.choose"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
STAFF = ("#Instructor", "#ContentDeveloper", "#Administrator", "#Mentor", "#TeachingAssistant")
KEYS_KEPT, KEYS_REST = 600, 30  # seconds: how long a keyset is used, and how long it is not asked for again
FORGET_AFTER = dt.timedelta(hours=1)
# What a token of the wrong shape makes of a library that expects the right one.
ODD = (
    LtiException, OIDCException, PyJWTError, JWException,
    AssertionError, LookupError, TypeError, ValueError, AttributeError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and the cookie that it keeps until it comes back."""

    address: str
    cookie: str
    value: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a platform says, proved. `data` are the claims: names are among them, and are not looked at."""

    platform: Platform
    data: Mapping[str, Any]

    @property
    def subject(self) -> str:
        return str(self.data.get("sub") or "")

    @property
    def module(self) -> str:
        """The code that the link carries as its custom parameter `module`."""
        custom = self.data.get(f"{LTI}custom")
        return str(custom.get("module", ""))[:10].upper() if isinstance(custom, dict) else ""

    @property
    def language(self) -> str:
        shown = self.data.get(f"{LTI}launch_presentation")
        locale = str(shown.get("locale", "")) if isinstance(shown, dict) else ""
        return locale[:2].lower() if locale[:2].lower() in selectors.LANGUAGES else "fr"

    @property
    def scores(self) -> dict[str, Any] | None:
        found = self.data.get(AGS)
        return found if isinstance(found, dict) else None

    @property
    def by_staff(self) -> bool:
        """A teacher or whoever writes the course; not a learner."""
        roles = [str(one) for one in self.data.get(f"{LTI}roles") or ()]
        return any(one.endswith(STAFF) for one in roles) and not any(one.endswith("#Learner") for one in roles)

    @property
    def choosing(self) -> bool:
        return self.data.get(f"{LTI}message_type") == "LtiDeepLinkingRequest"


def begin(*, values: Mapping[str, str], launch_url: str) -> Begun:
    """The platform says that somebody comes. Writes nothing. DomainError: we don't know it, or it asks oddly."""
    platform = selectors.platform_asking(values.get("iss", ""), values.get("client_id", ""))
    if platform is None:
        raise DomainError(_("This learning platform is not registered here. Tell who looks after it."))
    if not platform.on:
        raise DomainError(_("Launches from this platform are turned off."))
    state, nonce = StateCookie(), OneNonce()
    config = OnePlatform(registration_of(platform), platform.deployments)
    try:
        address = Login(Given(values), config, nonce, state).redirect(launch_url)
    except ODD as error:
        raise DomainError(_("Something is missing in this link. Open it again from your course.")) from error
    kept = signing.dumps([state.state, nonce.nonce, str(platform.pk)], salt=SALT)
    return Begun(address, cookie_of(state.state), kept)


def cookie_of(state: str) -> str:
    """Its cookie's name: several tabs may launch at once."""
    return f"lti-{hashlib.sha256(state.encode()).hexdigest()[:16]}"


def accept(*, values: Mapping[str, str], kept: str) -> Message:
    """The launch, once all of it is proved: state, nonce, signature, issuer, client, deployment, time; once.

    DomainError with what to do; the reason is for who reads the log. Runs outside a transaction: it fetches keys.
    """
    try:
        state, nonce, pk = signing.loads(kept, salt=SALT, max_age=LAUNCH_SECONDS)
    except (signing.BadSignature, ValueError):
        raise DomainError(_("This took too long, or came twice. Open the link again from your course.")) from None
    if values.get("state") != state or not _spend(state):
        raise DomainError(_("This took too long, or came twice. Open the link again from your course."))
    platform = selectors.platform_by_id(pk)
    if platform is None or not platform.on:
        raise DomainError(_("Launches from this platform are turned off."))
    config = OnePlatform(registration_of(platform), platform.deployments)
    launch = Launch(
        Given(values), config, OneNonce(nonce), StateCookie(state), fetch=lambda url, kid: _keyset(platform, url, kid)
    )
    try:
        data = launch.validate().get_launch_data()
    except ODD as error:
        raise Unproved(platform, error) from error
    return Message(platform, data)


class Unproved(DomainError):
    """A launch that is not what it says; `why` is for the log and names nobody."""

    def __init__(self, platform: Platform, error: BaseException):
        super().__init__(_("We could not check where this link comes from. Open it again from your course."))
        self.why = f"{platform.pk}: {type(error).__name__} {error}"[:300]


@transaction.atomic
def _spend(state: str) -> bool:
    key = hashlib.sha256(state.encode()).hexdigest()
    return SpentLaunch.objects.get_or_create(key=key)[1]


def forget() -> int:
    """Launches of more than an hour ago: their cookies are too old anyway."""
    return SpentLaunch.objects.filter(at__lt=timezone.now() - FORGET_AFTER).delete()[0]


def _keyset(platform: Platform, address: str, kid: str) -> dict[str, Any]:
    """The platform's public keys, kept for some minutes; an unknown kid asks again, but not all the time."""
    name = f"interop-keys-{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    found = cache.get(name)
    known = found and any(isinstance(one, dict) and one.get("kid") == kid for one in found["keys"])
    if not known and (found is None or cache.add(f"{name}-again", 1, KEYS_REST)):
        with outgoing.Session(hosts_of(platform), public=True) as session:
            fetched = session.get(address).json()
        if not isinstance(fetched, dict) or not isinstance(fetched.get("keys"), list):
            raise ValueError("a keyset without keys")
        found = fetched
        cache.set(name, found, KEYS_KEPT)
    return found


# --- a teacher chooses


def to_choose(message: Message) -> str:
    """What the page that offers modules gives back. DomainError: she may not, or it has no place of its own."""
    if not message.by_staff:
        raise DomainError(_("Only teachers choose modules for a course."))
    asked = message.data[SETTINGS]
    back = str(asked.get("deep_link_return_url", ""))
    if not outgoing.may_be_asked(back, hosts_of(message.platform)):
        raise DomainError(_("We could not check where this link comes from. Open it again from your course."))
    deployment = str(message.data.get(f"{LTI}deployment_id"))
    return signing.dumps([str(message.platform.pk), deployment, back, asked.get("data")], salt=CHOOSING)


def offered(platform: Platform) -> list[Module]:
    """What its structure gives to learners."""
    with open_structure(platform.structure_id), transaction.atomic():
        return list(published_modules(at=platform.structure))


@dataclass(frozen=True, slots=True)
class Link:
    """What goes into the course: where to post it, the signed answer, and how the module is called."""

    back: str
    answer: str
    title: str


def chosen(*, token: str, code: str, language: str, launch_url: str) -> Link:
    """The link to the module of that code. DomainError: chosen too late, or nothing that there is."""
    try:
        pk, deployment, back, data = signing.loads(token, salt=CHOOSING, max_age=CHOOSE_SECONDS)
    except (signing.BadSignature, ValueError):
        raise DomainError(_("This took too long. Begin again in your course.")) from None
    platform = selectors.platform_by_id(pk)
    if platform is None or not platform.on:
        raise DomainError(_("Launches from this platform are turned off."))
    module = next((one for one in offered(platform) if one.code == code), None)
    if module is None:
        raise DomainError(_("This link names no module that we have. Tell your teacher."))
    title = str(getattr(module, f"title_{language}"))
    settings = {"deep_link_return_url": back} | ({"data": data} if data is not None else {})
    answer = DeepLink(registration_of(platform), deployment, settings)  # type: ignore[arg-type]
    link = InNewWindow().set_url(launch_url).set_title(title).set_custom_params({"module": module.code})
    link.set_lineitem(LineItem().set_label(title).set_score_maximum(_most(platform, module)))
    return Link(back, answer.get_response_jwt([link]), title)


def _most(platform: Platform, module: Module) -> int:
    """How many questions its result counts."""
    assert module.published is not None
    with open_structure(platform.structure_id), transaction.atomic():
        check = content.plan(module.published).step(StepName.CHECK)
    return len(check.exercises) if check else 1
