"""What the room tells upwards."""

from django.dispatch import Signal

attendance_validated = Signal()
"""A roll was validated, or opened again (`action`); sent once that is committed."""
