from django.urls import path

from helpdesk import views

app_name = "helpdesk"
urlpatterns = [
    path("help-desk/", views.search, name="search"),
    path("help-desk/stop/", views.stop, name="stop"),
    path("help-desk/invitations/<uuid:pk>/", views.invitation, name="invitation"),
    path("help-desk/<str:token>/", views.person, name="person"),
    path("help-desk/<str:token>/view-as/", views.view_as, name="view_as"),
    path("help-desk/<str:token>/letters/", views.letters, name="letters"),
    path("help-desk/<str:token>/close/", views.close, name="close"),
    path("help-desk/<str:token>/reopen/", views.reopen, name="reopen"),
    path("help-desk/<str:token>/unlock/", views.unlock, name="unlock"),
    path("account/viewings/", views.viewings, name="viewings"),
]
