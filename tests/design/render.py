"""Draw the style guide: every component, on both sides, at 360 and 1280 pixels, light and dark.

    python -m tests.design.render OUT_FOLDER [--no-pictures]

writes the pages and their pictures, to be looked at. The pages use the real templates and sheets; only the
addresses are made up, so the guide draws before any app exists.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def configure() -> None:
    """Settings of this script alone: templates, static files, no database."""
    import django
    from django.conf import settings

    settings.configure(
        DEBUG=True,
        SECRET_KEY="style guide",
        ROOT_URLCONF="tests.design.addresses",
        INSTALLED_APPS=["django.contrib.staticfiles", "django.forms", "common"],
        FORM_RENDERER="django.forms.renderers.TemplatesSetting",
        STATIC_URL=f"{ROOT}/static/",
        STATICFILES_DIRS=[ROOT / "static"],
        USE_I18N=True,
        LANGUAGE_CODE="en",
        LANGUAGES=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "templates", ROOT / "tests" / "design"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request"],
                    "libraries": {"portals": "tests.design.portals"},
                },
            }
        ],
    )
    django.setup()


def pages() -> dict[str, str]:
    """Name of a page: its HTML."""
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    from tests.design.examples import context

    request = RequestFactory().get("/s/epn-tournai/?page=2")
    common = context(ROOT)
    names = ["desk", "more", "paper", "learner", "answer", "signin", "path", "result", "pictos"]
    found = {name: render_to_string(f"guide_{name}.html", dict(common), request) for name in names}
    return found | {"404": render_to_string("404.html", dict(common), request)}


def photograph(folder: Path, names: list[str]) -> None:
    """One picture a page, a width and a colour scheme."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*flags, "--no-first-run", "--disable-quic"]
        )
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                tab = browser.new_page(viewport={"width": width, "height": 720}, color_scheme=scheme)
                for name in names:
                    tab.goto((folder / f"{name}.html").as_uri())
                    tab.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                tab.close()
        browser.close()


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    configure()
    drawn = pages()
    for name, html in drawn.items():
        (out / f"{name}.html").write_text(html, encoding="utf-8")
    if "--no-pictures" not in sys.argv:
        photograph(out, list(drawn))
    sys.stdout.write(f"{len(drawn)} pages in {out}\n")
