"""The curators' editor of modules, at /author/ (docs/authoring.md). No structure: content is everybody's.

models      DraftSave (what each save changed), Comment, PlannedPublication
outline     a module as its editor lists it: its parts (facts, steps, exercises, worlds, sheets) and their files
advice      what the lint remarks on a part, in the curator's words
shapes      what each part has to fill in: fields by kind (`labels`: their words)
trees       a tree of a file by path, staleness of translations, and back into YAML
filling     the form of a part: rows drawn from a shape and a tree, a tree made from what was posted
pressing    the buttons of that form
texts       every text of a part side by side; `gaps`: missing and stale ones, counted by language
differences what two sets of files differ in, by place, word by word
services    saving a part, going back, comments, planned publication
making      a new module: its first draft, empty; `steps`: what a step can't be kept with
changing    exercises added, copied, moved, deleted
importing   questions of other systems into a draft; `exporting`: ours for them (docs/exchange.md)
tasks       publish_planned: the beat asks every minute
views       listing (the modules), editing (a part), acting (buttons, workflow), telling (saves, comparing);
            the phone is courses.learning.views.looking
"""
