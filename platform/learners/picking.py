"""What a page about a secret sends: digits as typed, or pictures tapped one by one."""

from django.http import HttpRequest

from learners.cards import PICTURES, SECRET_LENGTH


def picked_so_far(request: HttpRequest, kind: str) -> list[str]:
    """The secret so far: digits as typed, or the pictures tapped before plus the one just tapped."""
    if kind != "pictures":
        return list("".join(request.POST.get("digits", "").split())[:12])
    if request.POST.get("clear"):
        return []
    tapped = [*request.POST.get("so_far", "").split(), request.POST.get("picture", "")]
    return [name for name in tapped if name in PICTURES][:SECRET_LENGTH]


def is_whole(picked: list[str], kind: str) -> bool:
    """Whether that is a secret to try: less is no try, and costs none."""
    return len(picked) == SECRET_LENGTH or (kind != "pictures" and len(picked) > SECRET_LENGTH)
