"""Modules and their versions, what is given to learners, their answers, the player (docs/modules.md, docs/player.md).

The room was called `courses` before it had neighbours: its tables (app label), addresses' names
and templates still are.

models      Module, ModuleVersion (never changed once published), Assignment, Answer
content     documents: to an editor's files and back; `catalogue`: which modules can be given where; `credits`: whose
            work a copy is
playing     one page of play; `showing`: an exercise as templates and the phone's script need it
progress    how far a learner is, a pure fold; `standing`: stored answers as it wants them
storing     answers into the database; `packing`, `carrying`: a module for a phone without a network (docs/offline.md)
tries       where somebody got stuck, in a helper's words; `trails`: what happened on the way through a simulator
places      where a module is written: the house's, or a structure's own copies
building    the learner's scripts and sheets (`manage.py build_player`)
views       learner, exercise, answers, kept and phone are the learner's; the others the helper's
"""
