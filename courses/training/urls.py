from django.urls import path

from courses.training.views import answers, attesting, kits, steps
from courses.training.views import path as way

app_name = "training"
urlpatterns = [
    path("training/", way.home, name="home"),
    path("training/sector/", way.sector, name="sector"),
    path("training/notes/", way.notes, name="notes"),
    path("training/attestations/<slug:code>/print/", attesting.print_attestation, name="print_attestation"),
    path("training/attestations/<slug:code>/withdraw/", attesting.withdraw, name="withdraw"),
    path("training/attestations/<slug:code>/show/", attesting.show_again, name="show_again"),
    path("training/<slug:code>/", way.module, name="module"),
    path("training/<slug:code>/again/", way.again, name="again"),
    path("training/<slug:code>/answers/", answers.answers, name="answers"),
    path("training/<slug:code>/kit/", kits.kit, name="kit"),
    path("training/<slug:code>/memo/", kits.memo, name="memo"),
    path("training/<slug:code>/print/<slug:name>/", kits.print_sheet, name="print_sheet"),
    path("training/<slug:code>/step/<slug:name>/", steps.step, name="step"),
    path("training/<slug:code>/x/<str:exercise>/", steps.exercise, name="exercise"),
    path("verify/", attesting.verify_code, name="verify_code"),
    path("verify/<slug:code>/", attesting.verify, name="verify"),
    path("verify/<slug:code>/badge.json", attesting.badge_json, name="badge_json"),
    path("verify/<slug:code>/badge.jwt", attesting.badge_signed, name="badge_signed"),
    path("verify/<slug:code>/status.jwt", attesting.badge_status, name="badge_status"),
    path("badges/did.json", attesting.issuer_document, name="issuer_document"),
    path("badges/issuer.json", attesting.issuer_profile, name="issuer_profile"),
    path("badges/keys.json", attesting.issuer_keys, name="issuer_keys"),
    path("badges/achievements/<slug:code>/", attesting.achievement, name="achievement"),
]
