from django.urls import path

from courses.authoring.views import acting, editing, exporting, importing, listing, telling

app_name = "authoring"
urlpatterns = [
    path("author/", listing.modules, name="modules"),
    path("author/saves/<uuid:pk>/back/", acting.back, name="back"),
    path("author/comments/<uuid:pk>/settle/", acting.settle, name="settle"),
    path("author/imports/<uuid:pk>/", importing.import_analysis, name="import_analysis"),
    path("author/<slug:code>/import/", importing.import_file, name="import_file"),
    path("author/<slug:code>/export/", exporting.export_module, name="export"),
    path("author/<slug:code>/export/file/", exporting.export_file, name="export_file"),
    path("author/<slug:code>/", editing.part, name="module"),
    path("author/<slug:code>/publishing/", acting.publishing, name="publishing"),
    path("author/<slug:code>/history/", telling.history, name="history"),
    path("author/<slug:code>/compare/", telling.compare, name="compare"),
    path("author/<slug:code>/exercises/", acting.exercises, name="exercises"),
    path("author/<slug:code>/<slug:kind>/<str:key>/", editing.part, name="part"),
    path("author/<slug:code>/<slug:kind>/<str:key>/comment/", acting.comment, name="comment"),
]
