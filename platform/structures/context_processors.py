"""What every page's frame needs: where the person is, and the way to her other pages."""

from django.http import HttpRequest


def place(request: HttpRequest) -> dict:
    """place, structure, partner of the request; `nav` is built by the desk (desk/navigation.py) as a template tag."""
    here = getattr(request, "place", None)
    return {
        "place": here,
        "structure": here.structure if here else None,
        "partner": here.partner if here else None,
        "learner": getattr(request, "learner", None),
    }
