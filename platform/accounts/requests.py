"""What a view may expect of its request, as a type. The narrower ones stand beside the guards that make them true:
structures/guards.py (a place), learners/guards.py (a learner)."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """Of a view without `login_not_required`: LoginRequiredMiddleware has sent strangers to sign in."""

    user: User
