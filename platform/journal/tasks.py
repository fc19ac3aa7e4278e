"""The journal's seals: made every minute, recomputed every night."""

from celery import shared_task

from journal import services as sealing


@shared_task(name="team.tasks.seal_journal", max_retries=0)
def seal_journal() -> None:
    """Every minute: the lines that were written since get their place in the chain."""
    sealing.seal_lines()


@shared_task(name="team.tasks.watch_journal", max_retries=0)
def watch_journal() -> None:
    """Every night: all chains are recomputed, and administrators hear of a fault once."""
    sealing.watch_journal()
