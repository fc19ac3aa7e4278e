"""What every page's frame needs: where the person is, and the way to her other pages."""

from django.http import HttpRequest


def place(request: HttpRequest) -> dict:
    """portal, place, structure and partner of the request, and its learner; `nav` is the desk's."""
    here = getattr(request, "place", None)
    return {
        "portal": getattr(request, "portal", None),
        "place": here,
        "structure": here.structure if here else None,
        "partner": here.partner if here else None,
        "learner": getattr(request, "learner", None),
    }
