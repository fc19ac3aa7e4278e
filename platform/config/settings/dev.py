"""A trial on one machine: `./run`. The demo world is on, and mail goes to the demo's mailbox page."""

from .base import *  # noqa: F403
from .base import env

DEMO = True
SECRET_KEY = env.str("SECRET_KEY", default="only-for-a-trial-on-this-machine")
CARD_CODE_KEY = env.str("CARD_CODE_KEY", default="only-for-a-trial-cards")
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "desk.mailbox.DemoEmailBackend"
