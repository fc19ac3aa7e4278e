"""The demo's mail backend: mail goes to a page instead of the world."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from desk.models import DemoMail

KEPT = 200


class DemoEmailBackend(BaseEmailBackend):
    """Keeps the newest mails as rows, for /demo/mail/."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = next(
                (str(content) for content, kind in getattr(message, "alternatives", []) if kind == "text/html"), ""
            )
            DemoMail.objects.create(
                to=", ".join(message.recipients())[:300],
                subject=message.subject[:300],
                text="\n\n".join([str(message.body).rstrip(), *(f"[{name}]" for name in _attached(message))]),
                html=html,
                calendar=_calendar(message),
                language=message.extra_headers.get("Content-Language", ""),
            )
        kept = DemoMail.objects.values_list("pk", flat=True)[:KEPT]
        DemoMail.objects.exclude(pk__in=list(kept)).delete()
        return len(email_messages)


def _attached(message: EmailMessage) -> list[str]:
    """Names of the files that go with it; of these the demo keeps the calendar's alone."""
    return [str(one[0]) for one in message.attachments if isinstance(one, tuple)]


def _calendar(message: EmailMessage) -> str:
    """The text of the iCalendar file that goes with it; empty without one."""
    files = [one for one in message.attachments if isinstance(one, tuple) and one[2] == "text/calendar"]
    content = files[0][1] if files else ""
    return content.decode() if isinstance(content, bytes) else str(content)
