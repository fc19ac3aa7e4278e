from django.urls import path

from desk.views import account, demo, front, home, learner

app_name = "desk"
urlpatterns = [
    path("", front.front, name="front"),
    path("accessibility/", front.accessibility, name="accessibility"),
    path("privacy/", front.privacy, name="privacy"),
    path("home/", home.home, name="home"),
    path("places/", home.places, name="places"),
    path("account/", account.account, name="account"),
    path("account/undo/", account.undo, name="account_undo"),
    path("account/devices/end-others/", account.end_other_devices, name="end_other_devices"),
    path("account/devices/<uuid:pk>/end/", account.end_device, name="end_device"),
    path("s/<slug:slug>/", home.structure_home, name="structure_home"),
    path("s/<slug:slug>/learners/<uuid:pk>/", learner.learner, name="learner"),
    path("p/<slug:project>/<slug:partner>/", home.partner_home, name="partner_home"),
]
demo_urlpatterns = [
    path("demo/as/<slug:key>/", demo.sign_in_as, name="sign_in_as"),
    path("demo/mail/", demo.mailbox, name="mailbox"),
    path("demo/mail/<uuid:pk>/", demo.mail, name="mail"),
    path("demo/mail/<uuid:pk>/halte.ics", demo.mail_calendar, name="mail_calendar"),
]
