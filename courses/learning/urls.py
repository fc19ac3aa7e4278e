from django.urls import path

from courses.learning.views import answers, desk, exercise, kept, learner, looking, phone, retracing, sheets

app_name = "courses"
urlpatterns = [
    path("sw.js", phone.worker, name="worker"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("l/", learner.home, name="home"),
    path("l/answers/", answers.answers, name="answers"),
    path("l/<uuid:pk>/", learner.onward, name="onward"),
    path("l/<uuid:pk>/kept/", kept.kept, name="kept"),
    path("l/<uuid:pk>/finished/", learner.finished, name="finished"),
    path("l/<uuid:pk>/x/<str:exercise>/", exercise.exercise, name="exercise"),
    path("l/<uuid:pk>/<slug:name>/", learner.step, name="step"),
    path("author/<slug:code>/look/<slug:language>/<slug:country>/<slug:kind>/<str:key>/", looking.look, name="look"),
    path(
        "s/<slug:slug>/author/<slug:code>/look/<slug:language>/<slug:country>/<slug:kind>/<str:key>/",
        looking.look,
        name="own_look",
    ),
    path("s/<slug:slug>/modules/", desk.modules, name="modules"),
    path("s/<slug:slug>/modules/<slug:code>/", desk.module, name="module"),
    path("s/<slug:slug>/modules/<slug:code>/try/<str:exercise>/", sheets.try_exercise, name="try"),
    path("s/<slug:slug>/modules/<slug:code>/stuck/", retracing.stuck, name="stuck"),
    path("s/<slug:slug>/modules/<slug:code>/<slug:name>/", sheets.sheet, name="sheet"),
    path("s/<slug:slug>/modules/<slug:code>/<slug:name>/print/", sheets.print_sheet, name="print_sheet"),
    path("s/<slug:slug>/progress/", desk.progress, name="progress"),
    path("s/<slug:slug>/assign/", desk.assign, name="assign"),
    path("s/<slug:slug>/assignments/<uuid:pk>/", retracing.assignment_tries, name="tries"),
    path("s/<slug:slug>/assignments/<uuid:pk>/x/<str:exercise>/", retracing.retrace, name="retrace"),
    path("s/<slug:slug>/assignments/<uuid:pk>/cancel/", desk.cancel, name="cancel"),
    path("s/<slug:slug>/assignments/<uuid:pk>/restore/", desk.restore, name="restore"),
    path("s/<slug:slug>/assignments/<uuid:pk>/bridge/", desk.bridge, name="bridge"),
]
