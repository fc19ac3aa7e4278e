"""A passkey from its making to its removal, with a virtual authenticator that Chromium brings along."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import PATIENCE, Visits

pytestmark = pytest.mark.browser
KARIM = "karim@demo.example"
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(visits: Visits) -> Iterator[Page]:
    """A browser with a finger on its key. By name: no passkey is made for a bare number of the network."""
    context = visits.browser.new_context(
        base_url=visits.address.replace("127.0.0.1", "localhost"), locale="en", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    page.goto("/")
    page.locator('form[action="/demo/as/karim/"] button').click()
    context.add_cookies([{"name": "language", "value": "en", "url": visits.address.replace("127.0.0.1", "localhost")}])
    yield page
    context.close()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main .btn-go").click()
    page.wait_for_url(lambda url: "logout" not in url)


def show_again(page: Page) -> None:
    """Before a change the key is asked for once more, unless it was a moment ago."""
    if "reauthenticate" in page.url:
        page.locator("#mfa_webauthn_reauthenticate").click()
        page.wait_for_url(lambda url: "reauthenticate" not in url)


def test_a_passkey_is_made_used_alone_and_as_the_second_step_renamed_and_removed(page: Page):
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator('[name="name"]').fill("My phone")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    expect(page.locator("#recovery_codes li")).to_have_count(10)

    sign_out(page)
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(re.compile(r"/s/[-\w]+/$"))

    sign_out(page)
    page.goto("/accounts/login/")
    page.locator('[name="email"]').fill(KARIM)
    page.locator("main .btn-go").click()
    page.wait_for_url("**/accounts/login/code/")
    page.locator('[name="code"]').fill(code_of(page))
    page.locator("main .btn-go").click()
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url(re.compile(r"/s/[-\w]+/$"))

    page.goto("/accounts/2fa/webauthn/")
    page.locator('a[href$="/edit/"]').click()
    show_again(page)
    page.locator('[name="name"]').fill("The office")
    page.locator("main .btn-go").click()
    page.wait_for_url("**/accounts/2fa/webauthn/")
    expect(page.get_by_text("The office", exact=True)).to_be_visible()
    page.locator('a[href$="/remove/"]').click()
    show_again(page)
    page.locator("main .btn-go").click()
    page.wait_for_url("**/accounts/2fa/webauthn/")
    expect(page.locator('a[href$="/edit/"]')).to_have_count(0)


def code_of(page: Page) -> str:
    """The newest code in the demo's mailbox."""
    other = page.context.new_page()
    for _ in range(40):
        other.goto("/demo/mail/")
        mails = other.locator(".mails li", has_text=KARIM)
        if mails.count() and (found := CODE.search(mails.first.text_content() or "")):
            other.close()
            return found[0]
        other.wait_for_timeout(250)
    raise AssertionError("no code came")
