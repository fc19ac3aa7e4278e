from django.urls import path

from assessments.views import desk, learner

app_name = "assessments"
urlpatterns = [
    path("l/check/", learner.start, name="start"),
    path("l/check/result/", learner.result, name="result"),
    path("l/check/<slug:step>/", learner.question, name="question"),
    path("s/<slug:slug>/checks/new/", desk.new, name="new"),
    path("s/<slug:slug>/checks/paper/", desk.key_in, name="key_in"),
    path("s/<slug:slug>/checks/print/", desk.print_paper, name="print"),
    path("s/<slug:slug>/checks/<uuid:pk>/", desk.check, name="check"),
    path("s/<slug:slug>/checks/<uuid:pk>/<slug:step>/", desk.question, name="desk_question"),
]
