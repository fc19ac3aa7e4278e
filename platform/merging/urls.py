from django.urls import path

from merging.views import administrators, partners

app_name = "merging"
PARTNER = "p/<slug:project>/<slug:partner>/merges/"
urlpatterns = [
    path(PARTNER, partners.merges, name="merges"),
    path(f"{PARTNER}new/", partners.merge_structures, name="merge_structures"),
    path(f"{PARTNER}<uuid:pk>/", partners.merge, name="merge"),
    path(f"{PARTNER}<uuid:pk>/undo/", partners.merge_undo, name="merge_undo"),
    path("people/merges/", administrators.all_merges, name="all_merges"),
    path("people/merges/structures/", administrators.all_merge_structures, name="all_merge_structures"),
    path("people/merges/accounts/", administrators.all_merge_accounts, name="all_merge_accounts"),
    path("people/merges/<uuid:pk>/", administrators.all_merge, name="all_merge"),
    path("people/merges/<uuid:pk>/undo/", administrators.all_merge_undo, name="all_merge_undo"),
]
