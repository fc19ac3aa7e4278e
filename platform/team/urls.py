"""Who works where: people, invitations, requests to join, vouching."""

from django.urls import path

from team.views import invitation, invitation_lists, joining, operator_code, people, placed_people, vouching

app_name = "team"
urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/<slug:place>/", joining.join_place, name="join_place"),
    path("join/requests/<uuid:pk>/withdraw/", joining.withdraw, name="join_withdraw"),
    path("s/<slug:slug>/people/code/", joining.code, name="join_code"),
    path("s/<slug:slug>/people/requests/<uuid:pk>/", joining.answer, name="join_request"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("people/", placed_people.portal_people, name="portal_people"),
    path("people/<uuid:pk>/end/", placed_people.portal_end, name="portal_end"),
    path("people/<uuid:pk>/restore/", placed_people.portal_restore, name="portal_restore"),
    path("people/invitations/<uuid:pk>/resend/", placed_people.portal_resend, name="portal_resend"),
    path("people/invitations/<uuid:pk>/revoke/", placed_people.portal_revoke, name="portal_revoke"),
    path("p/<slug:project>/<slug:partner>/people/", placed_people.partner_people, name="partner_people"),
    path("p/<slug:project>/<slug:partner>/people/code/", operator_code.operator_code, name="operator_code"),
    path("p/<slug:project>/<slug:partner>/people/<uuid:pk>/end/", placed_people.partner_end, name="partner_end"),
    path(
        "p/<slug:project>/<slug:partner>/people/<uuid:pk>/restore/",
        placed_people.partner_restore,
        name="partner_restore",
    ),
    path(
        "p/<slug:project>/<slug:partner>/people/invitations/<uuid:pk>/resend/",
        placed_people.partner_resend,
        name="partner_resend",
    ),
    path(
        "p/<slug:project>/<slug:partner>/people/invitations/<uuid:pk>/revoke/",
        placed_people.partner_revoke,
        name="partner_revoke",
    ),
    path("s/<slug:slug>/people/", people.people, name="people"),
    path("s/<slug:slug>/people/lists/", invitation_lists.upload, name="invitation_upload"),
    path("s/<slug:slug>/people/lists/<uuid:pk>/", invitation_lists.analysis, name="invitation_list"),
    path("s/<slug:slug>/people/lists/<uuid:pk>/send/", invitation_lists.send, name="invitation_list_send"),
    path("s/<slug:slug>/people/lists/<uuid:pk>/refused.csv", invitation_lists.refused, name="invitation_list_refused"),
    path("s/<slug:slug>/people/invitations/", people.invitations, name="invitations"),
    path("s/<slug:slug>/people/invitations/resend/", people.resend_late, name="invitations_resend"),
    path("s/<slug:slug>/people/invitations/<uuid:pk>/resend/", people.resend, name="invitation_resend"),
    path("s/<slug:slug>/people/invitations/<uuid:pk>/revoke/", people.revoke, name="invitation_revoke"),
    path("s/<slug:slug>/people/<uuid:pk>/role/", people.role, name="membership_role"),
    path("account/vouch/", vouching.vouch, name="vouch"),
    path("accounts/lost/", vouching.lost, name="lost_second_step"),
]
