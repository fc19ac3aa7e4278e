"""The demonstration project: an activity pack made from what Cross&Le@rn published, with invented people."""
