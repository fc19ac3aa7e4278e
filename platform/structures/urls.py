from django.urls import path

from structures.views import affiliations, people, registration

app_name = "structures"
urlpatterns = [
    path("register/", registration.start, name="register"),
    path("register/<slug:step>/", registration.step, name="register_step"),
    path("invitation/<str:token>/", people.invitation, name="invitation"),
    path("s/<slug:slug>/people/", people.people, name="people"),
    path("s/<slug:slug>/people/invitations/<uuid:pk>/resend/", people.resend, name="invitation_resend"),
    path("s/<slug:slug>/people/invitations/<uuid:pk>/revoke/", people.revoke, name="invitation_revoke"),
    path("s/<slug:slug>/people/<int:pk>/end/", people.end, name="membership_end"),
    path("s/<slug:slug>/people/<int:pk>/restore/", people.restore, name="membership_restore"),
    path("p/<slug:project>/<slug:partner>/structures/", affiliations.affiliations, name="affiliations"),
    path("p/<slug:project>/<slug:partner>/structures/export.csv", affiliations.export, name="affiliations_export"),
    path("p/<slug:project>/<slug:partner>/structures/<int:pk>/", affiliations.affiliation, name="affiliation"),
    path(
        "p/<slug:project>/<slug:partner>/structures/<int:pk>/approve/", affiliations.approve, name="affiliation_approve"
    ),
    path("p/<slug:project>/<slug:partner>/structures/<int:pk>/refuse/", affiliations.refuse, name="affiliation_refuse"),
]
