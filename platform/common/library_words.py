"""What the libraries say in words of their own: marked here, so that our catalogues say it in ours.

Django merges the catalogues of all that is installed, and ours come first. allauth has its own, in other words than
ours. django-unfold has none, and takes from Django's what Django says too; these are the rest, as its templates have
them. tests/app/test_admin_words.py walks the pages, and names what they ask for and no catalogue has.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

ALLAUTH = (
    _("Incorrect code."),
    _("Successfully signed in as %(name)s."),
    _("Too many failed login attempts. Try again later."),
)

UNFOLD = (
    _("Click to cancel"),
    _("Dark"),
    _("False"),
    _("Filters"),
    _("Go back"),
    _("Light"),
    _("Loading more results..."),
    _("No results found"),
    _("No results matching your query"),
    _("Reset filters"),
    _("Run"),
    _("Select action"),
    _("Select action to run"),
    _("Select all rows"),
    _("Select record"),
    _("Select value"),
    _("System"),
    _("This item will be deleted."),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("True"),
    _("Type to search"),
    ngettext_lazy(
        "\n                Found %(counter)s result in %(time)s seconds\n            ",
        "\n                Found %(counter)s results in %(time)s seconds\n            ",
    ),
)
