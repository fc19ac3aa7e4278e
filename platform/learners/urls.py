from django.urls import path

from learners.views import desk, handover, rooms, secrets, sign_in, workshops

app_name = "learners"
urlpatterns = [
    path("s/<slug:slug>/learners/", desk.learner_list, name="list"),
    path("s/<slug:slug>/learners/cards/", desk.cards, name="cards"),
    path("s/<slug:slug>/learners/<uuid:pk>/archive/", desk.learner_archive, name="archive"),
    path("s/<slug:slug>/learners/<uuid:pk>/edit/", desk.learner_edit, name="edit"),
    path("s/<slug:slug>/learners/<uuid:pk>/unlock/", desk.learner_unlock, name="unlock"),
    path("s/<slug:slug>/learners/<uuid:pk>/secret/", secrets.learner_secret, name="new_secret"),
    path("s/<slug:slug>/learners/notes/", secrets.notes_switch, name="notes"),
    path("s/<slug:slug>/rooms/", workshops.room_list, name="rooms"),
    path("s/<slug:slug>/rooms/<uuid:pk>/", workshops.room_page, name="room"),
    path("s/<slug:slug>/rooms/<uuid:pk>/renew/", workshops.room_renew, name="room_renew"),
    path("s/<slug:slug>/rooms/<uuid:pk>/close/", workshops.room_close, name="room_close"),
    path("s/<slug:slug>/learners/<uuid:pk>/follower/", handover.follower, name="follower"),
    path("s/<slug:slug>/people/<uuid:pk>/end/", handover.leave, name="leave"),
    path("s/<slug:slug>/people/<uuid:pk>/restore/", handover.come_back, name="come_back"),
    path("s/<slug:slug>/groups/new/", desk.group_edit, name="group_new"),
    path("s/<slug:slug>/groups/<uuid:pk>/", desk.group_edit, name="group"),
    path("c/", sign_in.by_code, name="code"),
    path("c/secret/", sign_in.by_secret, name="secret"),
    path("c/hello/", sign_in.hello, name="hello"),
    path("c/done/", sign_in.done, name="done"),
    path("c/<str:token>/", sign_in.by_token, name="token"),
    path("w/", rooms.door, name="room_door"),
    path("w/names/", rooms.names, name="room_names"),
    path("w/secret/", rooms.secret, name="room_secret"),
    path("w/<str:code>/", rooms.by_qr, name="room_qr"),
]
