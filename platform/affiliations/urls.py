"""A structure in a project: its own page, and the operator's register."""

from django.urls import path

from affiliations.views import affiliation, affiliations, project

app_name = "affiliations"
urlpatterns = [
    path("p/<slug:project>/<slug:partner>/structures/", affiliations.affiliations, name="affiliations"),
    path("p/<slug:project>/<slug:partner>/structures/export.csv", affiliations.export, name="affiliations_export"),
    path(
        "p/<slug:project>/<slug:partner>/structures/export.xlsx",
        affiliations.export,
        {"extension": "xlsx"},
        name="affiliations_workbook",
    ),
    path("p/<slug:project>/<slug:partner>/structures/several/", affiliations.several, name="affiliations_several"),
    path("p/<slug:project>/<slug:partner>/structures/<uuid:pk>/", affiliation.affiliation, name="affiliation"),
    path(
        "p/<slug:project>/<slug:partner>/structures/<uuid:pk>/approve/", affiliation.approve, name="affiliation_approve"
    ),
    path("p/<slug:project>/<slug:partner>/structures/<uuid:pk>/refuse/", affiliation.refuse, name="affiliation_refuse"),
    path("p/<slug:project>/<slug:partner>/structures/<uuid:pk>/write/", affiliation.write, name="affiliation_write"),
    path("p/<slug:project>/<slug:partner>/structures/<uuid:pk>/end/", affiliation.end, name="affiliation_end"),
    path("p/<slug:project>/<slug:partner>/structures/<uuid:pk>/keep/", affiliation.keep, name="affiliation_keep"),
    path(
        "p/<slug:project>/<slug:partner>/structures/<uuid:pk>/operator/",
        affiliation.operator,
        name="affiliation_operator",
    ),
    path("s/<slug:slug>/project/", project.project, name="project"),
    path("s/<slug:slug>/project/ask/", project.ask, name="project_ask"),
    path("s/<slug:slug>/project/<uuid:pk>/write/", project.write, name="project_write"),
    path("s/<slug:slug>/project/<uuid:pk>/charter/", project.charter, name="project_charter"),
    path("s/<slug:slug>/project/<uuid:pk>/leave/", project.leave, name="project_leave"),
    path("s/<slug:slug>/project/<uuid:pk>/stay/", project.stay, name="project_stay"),
]
