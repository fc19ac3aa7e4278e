"""What happens in the rooms below and concerns the figures."""

from django.dispatch import receiver

from merging.signals import structures_merged
from reporting.services.cutting import cut_again


@receiver(structures_merged, dispatch_uid="reporting.cut_again_after_a_merge")
def cut_again_after_a_merge(*, projects: list[int], **named) -> None:
    """Sessions of two structures that became one, or two again, are cut anew out of all activity."""
    for project in projects:
        cut_again(project_id=project)
