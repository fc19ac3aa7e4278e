from django.urls import path

from privacy.views import account, learner, own, pages

app_name = "privacy"
urlpatterns = [
    path("privacy/record/", pages.processing, name="record"),
    path("privacy/retention/", pages.retention, name="retention"),
    path("privacy/receipt/<uuid:pk>/", account.receipt, name="receipt"),
    path("account/privacy/", account.mine, name="account"),
    path("account/privacy/copy/", account.copy, name="copy"),
    path("account/privacy/objection/", account.objection, name="objection"),
    path("account/privacy/erase/", account.erase, name="erase"),
    path("s/<slug:slug>/learners/leaving/", learner.leaving, name="leaving"),
    path("s/<slug:slug>/learners/<uuid:pk>/privacy/", learner.learner, name="learner"),
    path("s/<slug:slug>/learners/<uuid:pk>/privacy/copy/", learner.copy, name="learner_copy"),
    path("s/<slug:slug>/learners/<uuid:pk>/privacy/objection/", learner.objection, name="learner_objection"),
    path("s/<slug:slug>/learners/<uuid:pk>/privacy/erase/", learner.erase, name="learner_erase"),
    path("l/privacy/", own.mine, name="own"),
    path("l/privacy/copy/", own.copy, name="own_copy"),
    path("l/privacy/objection/", own.objection, name="own_objection"),
    path("l/privacy/erase/", own.erase, name="own_erase"),
]
