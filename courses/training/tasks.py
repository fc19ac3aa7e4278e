"""Attestations on paper, as tagged PDF."""

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from common.downloads import file_name
from common.jobs import Made, Progress, handler
from common.languages import page_language
from common.pdf import pdf
from courses.learning import content
from courses.training.models import Attestation
from digcomp.framework import named
from learners.qr import qr_path


@handler("training.print_attestation")
def print_attestation(progress: Progress, *, attestation_id: int, site: str, portal: str) -> Made:
    """One A4 page: who, what, when, and where anybody can check it."""
    with transaction.atomic():  # the wall: her own rows, as the job is hers
        found = Attestation.objects.select_related("module", "study__version").get(pk=attestation_id)
        facts = content.part_of(found.study.version, "module", page_language(), "BE")
    address = site + reverse("training:verify", args=[found.code])
    context = {
        "attestation": found,
        "title": found.title[page_language()],
        "promise": facts["promise"],
        "competences": named(found.module.competences),
        "address": address.split("//", 1)[-1],
        "qr": qr_path(address),
        "portal": portal,
    }
    made = pdf(render_to_string("training/attestation_print.html", context))
    progress(1, 1)
    name = file_name(_("attestation"), found.module.code, found.title[page_language()], extension="pdf")
    return Made(name, "application/pdf", made)
