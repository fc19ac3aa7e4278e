from django.urls import path

from courses.authoring.views import (
    acting,
    choosing,
    copying,
    editing,
    exporting,
    importing,
    listing,
    making,
    media,
    telling,
)

app_name = "authoring"
# The editor's pages, below /author/ for curators and below /s/<slug>/author/ for a structure's own copies
# (courses/learning/places.py): address, view, name.
EDITOR = [
    ("", listing.modules, "modules"),
    ("saves/<uuid:pk>/back/", acting.back, "back"),
    ("comments/<uuid:pk>/settle/", acting.settle, "settle"),
    ("imports/<uuid:pk>/", importing.import_analysis, "import_analysis"),
    ("<slug:code>/import/", importing.import_file, "import_file"),
    ("<slug:code>/export/", exporting.export_module, "export"),
    ("<slug:code>/export/file/", exporting.export_file, "export_file"),
    ("<slug:code>/", editing.part, "module"),
    ("<slug:code>/publishing/", acting.publishing, "publishing"),
    ("<slug:code>/history/", telling.history, "history"),
    ("<slug:code>/compare/", telling.compare, "compare"),
    ("<slug:code>/exercises/", acting.exercises, "exercises"),
    ("<slug:code>/media/", media.media_page, "media"),
    ("<slug:code>/<slug:kind>/<str:key>/", editing.part, "part"),
    ("<slug:code>/<slug:kind>/<str:key>/comment/", acting.comment, "comment"),
]
OWN = "s/<slug:slug>/author/"
urlpatterns = [
    path("author/shown/", choosing.shown, name="shown"),
    path("author/new/", making.new, name="new"),
    path(f"{OWN}<slug:code>/origin/", copying.origin, name="own_origin"),
    path(f"{OWN}<slug:code>/bring-back/", copying.bring_back, name="own_bring_back"),
    path(f"{OWN}<slug:code>/copy/", copying.copy, name="copy"),
    *(path(f"author/{address}", view, name=name) for address, view, name in EDITOR),
    *(path(f"{OWN}{address}", view, name=f"own_{name}") for address, view, name in EDITOR),
]
