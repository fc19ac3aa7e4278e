"""The helpers' own training, at /training/ (docs/training.md): a person's, whatever structure she works in.

models      Study (a module she follows), its Answers, Attestation
selectors   her path by sector, how far she is, hours attended
services    answers, finishing, attestations
badges      Open Badges 3.0, signed; `/verify/` shows them to anybody
views       the path, steps and exercises, kits of the workshops, attesting

The pages of play and the fold of progress are those of courses.learning.
"""
