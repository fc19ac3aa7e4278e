from django.urls import path

from learners.views import desk, sign_in

app_name = "learners"
urlpatterns = [
    path("s/<slug:slug>/learners/", desk.learner_list, name="list"),
    path("s/<slug:slug>/learners/cards/", desk.cards, name="cards"),
    path("s/<slug:slug>/learners/<uuid:pk>/archive/", desk.learner_archive, name="archive"),
    path("s/<slug:slug>/learners/<uuid:pk>/edit/", desk.learner_edit, name="edit"),
    path("s/<slug:slug>/learners/<uuid:pk>/unlock/", desk.learner_unlock, name="unlock"),
    path("s/<slug:slug>/groups/new/", desk.group_edit, name="group_new"),
    path("s/<slug:slug>/groups/<uuid:pk>/", desk.group_edit, name="group"),
    path("c/", sign_in.by_code, name="code"),
    path("c/secret/", sign_in.by_secret, name="secret"),
    path("c/hello/", sign_in.hello, name="hello"),
    path("c/done/", sign_in.done, name="done"),
    path("c/<str:token>/", sign_in.by_token, name="token"),
]
