"""Nightly and hourly work on merges."""

from celery import shared_task

from merging.services import forget_moves, sweep


@shared_task(name="merging.tasks.forget_old_moves", max_retries=0)
def forget_old_moves() -> None:
    """Every night: what could be taken back for 30 days no longer can."""
    forget_moves()


@shared_task(name="merging.tasks.bring_latecomers", max_retries=0)
def bring_latecomers() -> None:
    """Every ten minutes: rows that were written for a structure while it was merged."""
    sweep()
