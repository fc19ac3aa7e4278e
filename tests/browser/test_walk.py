"""The whole line, each part of it by the person whose part it is; every page in a browser, every mail in the mailbox.

One structure is followed from its registration to the semester's report that counts what its helper did today.
"""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from exercises import in_type
from tests.browser.hand import START, Hand, document
from tests.browser.looking import violations
from tests.browser.visits import Visits

pytestmark = pytest.mark.browser

PLACE = "Buurthuis De Vaart"
REFERENT, AIDANT = "mieke@devaart.example", "lieve@devaart.example"
CODE = re.compile(r"\b([0-9A-HJKMNP-TV-Z]{4}) ([0-9A-HJKMNP-TV-Z]{4})\b")
PARTNER = "/p/lys/district09/"
DUTCH = "Geregistreerde digitale begeleidingen"


@dataclass
class Story:
    """What the people of the walk tell each other: on paper, by mail, across the counter."""

    visits: Visits
    files: Path
    pages: dict[str, Page] = field(default_factory=dict)
    home: str = ""  # the structure's address
    learner: str = ""  # the learner's page on the aidant's side
    card: dict[str, str] = field(default_factory=dict)
    counted: int = 0
    read: set[str] = field(default_factory=set)

    def page(self, who: str, *, persona: str = "", width: int = 1280, language: str = "fr") -> Page:
        """The browser of somebody, who keeps it from one part to the next."""
        if who not in self.pages:
            context = self.visits.context(persona, width=width, language=language)
            self.pages[who] = context.new_page()
        return self.pages[who]

    def letter(self, to: str, words: str | re.Pattern[str]) -> str:
        """What `words` find in the newest unread mail to that address that has them, in the demo's mailbox."""
        deadline = time.monotonic() + 20
        with self.visits.as_() as page:
            while time.monotonic() < deadline:
                page.goto("/demo/mail/")
                # Two letters of one moment (a request's, a code's) may arrive in either order.
                for text in page.locator(".mails li", has_text=to).locator(".prose").all_text_contents():
                    found = re.search(words, text, re.MULTILINE)
                    if found and text not in self.read:
                        self.read.add(text)
                        return found[0].strip()
                page.wait_for_timeout(200)
        pytest.fail(f"no new mail to {to} with {words!r}")

    def keep(self, download: Download) -> PdfReader:
        path = self.files / download.suggested_filename
        download.save_as(path)
        return PdfReader(path)


@pytest.fixture
def story(visits: Visits, tmp_path: Path):
    story = Story(visits, tmp_path)
    yield story
    for page in story.pages.values():
        page.context.close()


def test_the_whole_line(story: Story) -> None:
    the_coordinator_reads_todays_figure(story)
    the_referent_registers(story)
    the_referent_accepts_the_charter(story)
    the_coordinator_approves(story)
    the_referent_signs_in_and_invites(story)
    the_aidant_accepts(story)
    the_aidant_adds_a_learner_and_prints_her_card(story)
    the_learner_signs_in(story)
    the_learner_does_the_check(story)
    the_aidant_gives_a_module(story)
    the_learner_does_the_module(story)
    the_aidant_sees_it_and_logs_it(story)
    the_trainer_validates_the_roll(story)
    the_coordinator_gets_the_report_in_dutch(story)


# --- the structure


def the_referent_registers(story: Story) -> None:
    page = story.page("referent")
    page.goto("/register/")
    answers = {
        "place": lambda: page.locator('[name="postcode"]').fill("B-9000"),
        "commune": page.locator("label:has([name='commune'])").first.click,
        "name": lambda: page.locator('[name="name"]').fill(PLACE),
        "kind": lambda: choose(page, "type", "CS"),
        "number": lambda: None,
        "operator": lambda: page.locator("label:has([name='operator'])", has_text="District09").click(),
        "you": lambda: (
            page.locator('[name="first_name"]').fill("Mieke"),
            page.locator('[name="last_name"]').fill("Claes"),
            page.locator('[name="email"]').fill(REFERENT),
            choose(page, "language", "nl"),
        ),
        "check": lambda: expect(page.locator("main")).to_contain_text(PLACE),
    }
    while "/register/" in page.url:
        answers[page.url.rstrip("/").rsplit("/", 1)[-1]]()
        send(page)
    type_the_code(story, page, REFERENT)
    page.wait_for_url("**/s/*/")
    story.home = page.url.removeprefix(story.visits.address)
    expect(page.locator("body")).to_contain_text(PLACE)


def the_referent_accepts_the_charter(story: Story) -> None:
    page = story.page("referent")
    page.goto(story.home + "project/")
    send(page, 'form[action$="/charter/"] .btn-go')


def the_coordinator_approves(story: Story) -> None:
    page = story.page("coordinator")
    page.goto(PARTNER + "structures/?status=applied")
    page.get_by_role("link", name=PLACE).click()
    send(page, 'button[formaction$="/approve/"]')
    page.goto(PARTNER + "structures/?status=affiliated")
    expect(page.get_by_role("link", name=PLACE)).to_be_visible()
    story.letter(REFERENT, PLACE)


def the_referent_signs_in_and_invites(story: Story) -> None:
    page = story.page("referent")
    page.locator(".menu summary").click()
    send(page, ".menu form button")
    page.goto("/accounts/login/")
    page.locator('[name="email"]').fill(REFERENT)
    send(page)
    type_the_code(story, page, REFERENT)
    page.goto(story.home + "people/")
    page.locator('[name="email"]').fill(AIDANT)
    choose(page, "role", "aidant")
    choose(page, "language", "nl")
    send(page, 'form[aria-labelledby="h-invite"] .btn-go')


def the_aidant_accepts(story: Story) -> None:
    link = story.letter(AIDANT, r"https?://\S+/invitation/[\w-]+/")
    page = story.page("aidant")
    page.goto(link)
    look(page)
    send(page, 'main [name="language"][value="nl"]')
    page.locator('[name="first_name"]').fill("Lieve")
    page.locator('[name="last_name"]').fill("Smet")
    send(page)
    assert page.url.removeprefix(story.visits.address) == story.home


# --- the learner


def the_aidant_adds_a_learner_and_prints_her_card(story: Story) -> None:
    page = story.page("aidant")
    page.goto(story.home + "learners/")
    page.locator('[name="alias"]').fill("Amina")
    choose(page, "language", "fr")
    send(page)
    story.learner = page.get_by_role("link", name="Amina").get_attribute("href") or ""
    page.goto(story.home + "learners/cards/")
    assert page.locator('[name="learners"]:checked').count() == 1, "a learner without a card is chosen already"
    send(page)
    text = "\n".join(sheet.extract_text() for sheet in story.keep(download(page)).pages)
    code = CODE.search(text)
    assert code, text
    assert "Amina" in text
    assert f"{story.visits.address.removeprefix('http://')}/c/" in text
    secret = re.search(rf"Amina\s+{code[0]}\s+([0-9 ]{{4,7}})", text)
    assert secret, text
    story.card = {"code": code[1] + code[2], "secret": secret[1].replace(" ", "")}


def the_learner_signs_in(story: Story) -> None:
    page = story.page("learner", width=360)
    page.goto("/c/")
    page.locator("#code").fill(story.card["code"])
    page.locator(".foot .btn-go").click()
    page.wait_for_selector('[name="digits"]')
    look(page)
    page.locator('[name="digits"]').fill(story.card["secret"])
    page.locator(".foot .btn-go").click()
    page.wait_for_url("**/l/")
    expect(page.locator("h1")).to_contain_text("Amina")


def the_learner_does_the_check(story: Story) -> None:
    """She answers every question, does the first tasks, and says of the others that she doesn't know."""
    page = story.page("learner")
    hand, facts = Hand(page, turns=True), document(START)
    tasks = [task["exercise"] for task in facts["module"]["tasks"]]
    hand.leave('a[href="/l/check/"]')
    hand.leave(".foot .btn-go")
    for _ in range(30):
        look(page)
        step = page.url.rstrip("/").rsplit("/", 1)[-1]
        if step == "result":
            break
        if not step.startswith("task-"):
            page.locator('[name="r"] + label').first.click()
            hand.leave(".foot .btn-go")
        elif (number := int(step.removeprefix("task-"))) > 4:
            hand.leave('.foot [value="skip"]')
        else:
            hand.solve(facts, tasks[number - 1])
            look(page)
            hand.leave(".foot .btn-go")
    expect(page.locator(".levels .now")).to_be_visible()


def the_aidant_gives_a_module(story: Story) -> None:
    page = story.page("aidant")
    page.goto(story.learner)
    page.locator('section[aria-labelledby="h-check"] p a').click()
    expect(page.locator("h1")).to_contain_text("Amina")
    page.goto(story.home + "modules/L06/")
    page.locator("label:has([name='learners'])", has_text="Amina").click()
    send(page, 'form[aria-labelledby="h-give"] .btn-go')


def the_learner_does_the_module(story: Story) -> None:
    """From the first screen to "well done", by the one button of each page; one exercise without a script."""
    page = story.page("learner")
    page.goto("/l/")
    played = []
    for _ in range(60):
        hand = Hand(page)
        if "/finished/" in page.url:
            break
        if exercise := re.search(r"/x/(L06-\d\d)/", page.url):
            if not played:
                without_a_script(story, exercise[1])
            hand.play(exercise[1])
            look(page)
            played.append(exercise[1])
            hand.leave(".foot .btn-go")
        elif page.url.endswith("?tasks"):
            page.locator('[name="task"] + label').first.click()
            page.locator('[name="how"][value="alone"] + label').click()
            hand.leave(".foot .btn-go")
        elif page.locator(".do").count() and not page.locator(".foot .btn-go").count():
            hand.leave(".do >> nth=0")
        else:
            if page.locator('[name="r"]').count():
                page.locator('[name="r"] + label').first.click()
            hand.leave(".foot .btn-go")
    assert len(played) == 3 + 3 + 5, played
    expect(page.locator("h1")).to_contain_text("Amina")


def without_a_script(story: Story, exercise: str) -> None:
    """The same exercise, in the same session, on a browser whose JavaScript is off."""
    page = story.pages["learner"]
    state = page.context.storage_state()
    context = story.visits.browser.new_context(
        base_url=story.visits.address,
        storage_state=state,
        java_script_enabled=False,
        viewport={"width": 360, "height": 740},
    )
    plain = context.new_page()
    plain.goto(page.url)
    Hand(plain, turns=True).play(exercise)
    context.close()


def the_aidant_sees_it_and_logs_it(story: Story) -> None:
    """Who is where, then the log: what was done is filled in already, and one tap saves it."""
    page = story.page("aidant")
    page.goto(story.learner)
    title = document(START.parents[2] / "courses" / "content" / "L06")["module"]["title"]["nl"]
    title = in_type(title, "nl")
    expect(page.locator('section[aria-labelledby="h-path"] .done')).to_contain_text(title)
    send(page, ".row .btn-go")
    assert page.locator('[name="themes"][value="email"]').is_checked()
    assert page.locator('[name="mode"][value="individual"]').is_checked()
    send(page)
    expect(page.locator("main")).to_contain_text("Amina")


# --- the figures


def the_trainer_validates_the_roll(story: Story) -> None:
    """Lieve came to yesterday's workshop without having registered; the others are absent."""
    page = story.page("trainer", persona="an", language="nl")
    page.goto(PARTNER + "actions/")
    page.locator('a[href$="/roll/"]').first.click()
    page.locator('a[href$="/roll/add/"]').click()
    page.locator('[name="first_name"]').fill("Lieve")
    page.locator('[name="last_name"]').fill("Smet")
    send(page)
    if page.locator('[name="same"]').count():
        page.locator("label:has([name='same'])", has_text=PLACE).click()
        send(page)
    send(page, '[name="act"][value="absent"]')
    send(page, '[name="act"][value="validate"]')
    expect(page.locator("#roll-state")).to_contain_text("1")
    expect(page.locator('[name="act"]')).to_have_count(0)


def the_coordinator_reads_todays_figure(story: Story) -> None:
    page = story.page("coordinator", persona="joris", language="nl")
    story.counted = declared(page, report_of_now(story))


def the_coordinator_gets_the_report_in_dutch(story: Story) -> None:
    page = story.page("coordinator")
    page.goto(report_of_now(story))
    page.locator('select[name="language"]').select_option("nl")
    page.locator('select[name="form"]').select_option("pdf")
    send(page, ".btn-go")
    assert "/jobs/" in page.url
    file = story.keep(download(page))
    text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in file.pages))
    assert declared(page, report_of_now(story)) == story.counted + 1
    line = re.search(rf"{DUTCH} ACCOMP_DECLARED\D+\d+ (\d+) ", text)
    assert line, text
    assert int(line[1]) == story.counted + 1
    assert file.trailer["/Root"]["/Lang"] == "nl"


def report_of_now(story: Story) -> str:
    return dict(story.visits.ground["pages"]["joris"])["report"]


def declared(page: Page, report: str) -> int:
    """This period's accompaniments, as the report page says."""
    page.goto(report)
    row = page.locator("tr", has=page.locator("p", has_text=re.compile(r"^ACCOMP_DECLARED")))
    return int(re.sub(r"\D", "", row.locator("td").first.inner_text()))


# --- hands


def send(page: Page, button: str = "main form .btn-go") -> None:
    """Press a button, and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(button).first.click()
    assert page.locator(".err:visible, .toast.bad:visible").count() == 0, page.locator("main").inner_text()
    look(page)


def look(page: Page) -> None:
    """Many pages of the walk can't be had by their address alone: axe looks at them here."""
    assert violations(page) == []


def choose(page: Page, name: str, value: str) -> None:
    """A chip."""
    page.locator(f'label:has([name="{name}"][value="{value}"])').click()


def type_the_code(story: Story, page: Page, to: str) -> None:
    """Read the mail, type its code."""
    page.locator('[name="code"]').fill(story.letter(to, r"^\s*[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\s*$"))
    send(page)


def download(page: Page) -> Download:
    """Wait on the job's page until its file is there, and take it."""
    link = page.locator('#job a[href$="/file/"]')
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as taken:
        link.click()
    return taken.value
