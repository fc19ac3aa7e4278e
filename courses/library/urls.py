from django.urls import path

from courses.library.views import curating, own, reading, sharing

app_name = "library"
urlpatterns = [
    path("library/", reading.search, name="search"),
    path("library/mine/", own.shelves, name="shelves"),
    path("library/desk/", curating.desk, name="desk"),
    path("library/new/", curating.new, name="new"),
    path("library/reports/<uuid:pk>/settle/", curating.settle, name="settle"),
    path("library/collections/new/", own.new_collection, name="new_collection"),
    path("library/collections/<uuid:pk>/", reading.collection, name="collection"),
    path("library/collections/<uuid:pk>/edit/", own.edit_collection, name="edit_collection"),
    path("library/collections/<uuid:pk>/delete/", own.delete_collection, name="delete_collection"),
    path("library/collections/<uuid:pk>/put/", own.put_in, name="put_in"),
    path("library/collections/<uuid:pk>/take-out/", own.take_out, name="take_out"),
    path("library/collections/<uuid:pk>/move/", own.move, name="move"),
    path("library/collections/<uuid:pk>/show/", curating.show_collection, name="show_collection"),
    path("library/<uuid:pk>/", reading.resource, name="resource"),
    path("library/<uuid:pk>/file/", reading.file, name="file"),
    path("library/<uuid:pk>/keep/", own.favourite, name="favourite"),
    path("library/<uuid:pk>/outdated/", own.outdated, name="outdated"),
    path("library/<uuid:pk>/edit/", curating.edit, name="edit"),
    path("library/<uuid:pk>/shipped/", curating.shipped, name="shipped"),
    path("library/<uuid:pk>/publish/", curating.publish, name="publish"),
    path("library/<uuid:pk>/withdraw/", curating.withdraw, name="withdraw"),
    path("s/<slug:slug>/library/<uuid:pk>/share/", sharing.share, name="share"),
    path("s/<slug:slug>/library/shares/<uuid:pk>/take-back/", sharing.take_back, name="take_back"),
    path("s/<slug:slug>/library/shares/<uuid:pk>/give-again/", sharing.give_again, name="give_again"),
    path("l/given/<uuid:pk>/", sharing.given, name="given"),
]
