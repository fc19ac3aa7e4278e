from django.urls import path

from community.events.views import actions, calendar, roll

app_name = "events"
HERE = "p/<slug:project>/<slug:partner>/actions/"
urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar.ics", calendar.feed, name="feed"),
    path("calendar/<uuid:pk>/", calendar.action, name="action"),
    path("calendar/<uuid:pk>.ics", calendar.action_file, name="action_file"),
    path("calendar/<uuid:pk>/register/", calendar.register, name="register"),
    path("calendar/<uuid:pk>/withdraw/", calendar.withdraw, name="withdraw"),
    path(HERE, actions.actions, name="actions"),
    path(f"{HERE}export.csv", actions.export, name="export"),
    path(f"{HERE}new/", actions.new, name="new"),
    path(f"{HERE}place/", actions.place, name="place"),
    path(f"{HERE}structures/", roll.structures, name="structure_names"),
    path(f"{HERE}<uuid:pk>/", actions.action, name="partner_action"),
    path(f"{HERE}<uuid:pk>/edit/", actions.edit, name="edit"),
    path(f"{HERE}<uuid:pk>/cancel/", actions.cancel, name="cancel"),
    path(f"{HERE}<uuid:pk>/restore/", actions.restore, name="restore"),
    path(f"{HERE}<uuid:pk>/close/", actions.close, name="close"),
    path(f"{HERE}<uuid:pk>/reopen/", roll.reopen, name="reopen"),
    path(f"{HERE}<uuid:pk>/roll/", roll.roll, name="roll"),
    path(f"{HERE}<uuid:pk>/roll/add/", roll.add, name="roll_add"),
    path(f"{HERE}<uuid:pk>/roll/sheet/", roll.sheet, name="roll_sheet"),
    path(f"{HERE}<uuid:pk>/roll/<uuid:row>/seat/", roll.seat, name="roll_seat"),
]
