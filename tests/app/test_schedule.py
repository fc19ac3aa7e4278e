"""What the scheduler asks for: an entry that leaves the schedule is work that nobody misses until it is too late."""

import importlib
import inspect

import pytest
from celery import current_app
from celery.schedules import crontab
from django.apps import apps
from django.conf import settings

from config.celery import app

app.loader.import_default_modules()  # the tasks of all rooms, as in a worker

# Entry -> (its task, how often at least: seconds, or "night" for once between one and five o'clock).
WANTED = {
    "resend-forgotten-jobs": ("common.tasks.resend_forgotten_jobs", 60),
    "resend-forgotten-mail": ("accounts.tasks.resend_forgotten_mail", 60),
    "seal-journal": ("team.tasks.seal_journal", 60),
    "watch-journal": ("team.tasks.watch_journal", "night"),
    "roll-up": ("reporting.tasks.roll_up_all", 300),
    "nightly-recount": ("reporting.tasks.recount_and_compare", "night"),
    "copy-names-in-force": ("team.tasks.copy_names_in_force", 900),
    "forget-drafts": ("team.tasks.forget_drafts", "night"),
    "forget-sent-forms": ("common.tasks.forget_sent_forms", "night"),
    "seal-second-steps": ("accounts.tasks.seal_second_steps", "night"),
    "forget-devices": ("accounts.tasks.forget_devices", "night"),
    "forget-files": ("common.tasks.forget_files", 600),
    "forget-moves": ("merging.tasks.forget_old_moves", "night"),
    "bring-latecomers": ("merging.tasks.bring_latecomers", 600),
    "forget-uploads": ("reporting.tasks.forget_uploads", 3600),
    "publish-planned": ("courses.authoring.tasks.publish_planned", 60),
    "send-statements": ("courses.interop.tasks.send_statements", 60),
    "send-scores": ("courses.interop.tasks.send_scores", 60),
    "keep-sealed": ("courses.interop.tasks.keep_sealed", "night"),
    "keep-the-periods": ("privacy.tasks.keep_the_periods", "night"),
}
# Tasks that are sent when something happens, not by the clock.
ASKED_FOR = {"common.tasks.run_job", "accounts.tasks.deliver_mail", "courses.interop.tasks.send_to_store"}


def ours() -> set[str]:
    """Every task that one of our own modules defines."""
    rooms = {config.name.split(".")[0] for config in apps.get_app_configs()}
    rooms = {room for room in rooms if "site-packages" not in str(importlib.import_module(room).__path__[0])}
    return {
        name
        for name, task in current_app.tasks.items()
        if (inspect.getmodule(task.run) or inspect.getmodule(task)).__name__.split(".")[0] in rooms
    }


def test_the_schedule_is_the_list():
    """A new entry is added to the list here; one that is gone fails."""
    assert {name: entry["task"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()} == {
        name: task for name, (task, _often) in WANTED.items()
    }


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_an_entry_names_a_task_that_a_worker_has(name):
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert entry["task"] in current_app.tasks
    assert entry["task"] in ours()
    assert not entry.get("args") and not entry.get("kwargs")


@pytest.mark.parametrize("name", WANTED)
def test_an_entry_comes_as_often_as_it_must(name):
    often, schedule = WANTED[name][1], settings.CELERY_BEAT_SCHEDULE[name]["schedule"]
    if often == "night":
        assert isinstance(schedule, crontab)
        assert len(schedule.hour) == len(schedule.minute) == 1
        assert schedule.hour <= {1, 2, 3, 4}
        every = (schedule.day_of_week, schedule.day_of_month, schedule.month_of_year)
        assert [len(one) for one in every] == [7, 31, 12], "every night"
    else:
        assert schedule <= often


def test_every_task_is_scheduled_or_asked_for():
    """A task that is in neither is one that somebody took out of the schedule, or forgot to put in."""
    scheduled = {task for task, _often in WANTED.values()}
    assert ours() - scheduled - ASKED_FOR == set()
    assert ours() >= ASKED_FOR
