"""A code by e-mail to somebody who has just said who she is, outside the page of signing in."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.http import HttpRequest

from accounts.models import User


def send_code(*, request: HttpRequest, user: User, email: str) -> None:
    """A code for that account to the address that was typed; the page of the code comes next (docs/sign-in.md).

    Where the address is that of an account that became another one, the letter there says which address holds, as at
    signing in. The page shows what was typed: a stranger is told nobody's new address.
    """
    typed = email.strip().lower()
    hers = user.email.lower() == typed
    LoginCodeVerificationProcess.initiate(request=request, user=user if hers else None, email=typed)
