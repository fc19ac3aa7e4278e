from django.urls import path

from directory.views import brought, public, sheet

app_name = "directory"
_PARTNER = "p/<slug:project>/<slug:partner>/directory"
urlpatterns = [
    path("directory/", public.finder, name="finder"),
    path("directory/mednum.csv", public.mednum_file, name="mednum"),
    path("directory/data-inclusion.json", public.data_inclusion_file, name="data_inclusion"),
    path("directory/<uuid:pk>/", public.place, name="place"),
    path("s/<slug:slug>/directory/", sheet.sheet, name="sheet"),
    path("s/<slug:slug>/directory/preview/", sheet.preview, name="preview"),
    path("s/<slug:slug>/directory/publish/", sheet.publish_sheet, name="publish"),
    path("s/<slug:slug>/directory/withdraw/", sheet.withdraw_sheet, name="withdraw"),
    path(f"{_PARTNER}/", brought.brought, name="brought"),
    path(f"{_PARTNER}/<uuid:pk>/show/", brought.show, name="brought_show"),
    path(f"{_PARTNER}/<uuid:pk>/hide/", brought.hide, name="brought_hide"),
    path(f"{_PARTNER}/import/", brought.upload, name="upload"),
    path(f"{_PARTNER}/import/<uuid:pk>/", brought.analysis, name="analysis"),
    path(f"{_PARTNER}/import/<uuid:pk>/refused.csv", brought.refused, name="refused"),
]
