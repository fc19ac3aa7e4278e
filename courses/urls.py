from django.urls import path

from courses.views import answers, exercise, learner

app_name = "courses"
urlpatterns = [
    path("l/", learner.home, name="home"),
    path("l/answers/", answers.answers, name="answers"),
    path("l/<uuid:pk>/", learner.onward, name="onward"),
    path("l/<uuid:pk>/finished/", learner.finished, name="finished"),
    path("l/<uuid:pk>/x/<str:exercise>/", exercise.exercise, name="exercise"),
    path("l/<uuid:pk>/<slug:name>/", learner.step, name="step"),
]
