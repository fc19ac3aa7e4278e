from django.urls import path

from merging.views import doors

app_name = "merging"
PARTNER = "p/<slug:project>/<slug:partner>/merges/"
urlpatterns = [
    path(PARTNER, doors.merges, name="merges"),
    path(f"{PARTNER}new/", doors.merge_structures, name="merge_structures"),
    path(f"{PARTNER}<uuid:pk>/", doors.merge, name="merge"),
    path(f"{PARTNER}<uuid:pk>/undo/", doors.merge_undo, name="merge_undo"),
    path("people/merges/", doors.all_merges, name="all_merges"),
    path("people/merges/structures/", doors.all_merge_structures, name="all_merge_structures"),
    path("people/merges/accounts/", doors.all_merge_accounts, name="all_merge_accounts"),
    path("people/merges/<uuid:pk>/", doors.all_merge, name="all_merge"),
    path("people/merges/<uuid:pk>/undo/", doors.all_merge_undo, name="all_merge_undo"),
]
