"""What happens in the rooms below and concerns the figures."""

from django.dispatch import receiver

from merging.effects import Effect
from merging.signals import figures_asked, structures_merged
from reporting.services.cutting import cut_again
from reporting.services.foretelling import foretell


@receiver(structures_merged, dispatch_uid="reporting.cut_again_after_a_merge")
def cut_again_after_a_merge(*, projects: list[int], **named) -> None:
    """Sessions of two structures that became one, or two again, are cut anew out of all activity."""
    for project in projects:
        cut_again(project_id=project)


@receiver(figures_asked, dispatch_uid="reporting.figures_of_a_merge")
def figures_of_a_merge(*, kind: str, kept: int, gone: int, **named) -> list[Effect]:
    """What the reports would say if two were one."""
    return foretell(kind=kind, kept=kept, gone=gone)
