from django.urls import path

from reporting import views

app_name = "reporting"
PARTNER = "p/<str:project>/<str:partner>/"
urlpatterns = [
    path(PARTNER + "reports/", views.report_list, name="report_list"),
    path(PARTNER + "reports/<int:period>/", views.report, name="report"),
    path(PARTNER + "reports/<int:period>/file/", views.report_file, name="file"),
    path(PARTNER + "import/", views.pack_upload, name="import"),
    path(PARTNER + "import/<uuid:pk>/", views.pack_analysis, name="analysis"),
    path(PARTNER + "import/<uuid:pk>/go/", views.pack_import, name="import_go"),
]
