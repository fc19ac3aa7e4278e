"""The pictures and recordings that were sent for modules, by name: a name is one content for ever (exercises/media.py).

models      MediaFile, which never changes
services    keeping what was made small (common/shrinking.py) or heard (common/sounds.py); to a folder and back
selectors   a picture as pages draw it, the address of a recording, what files weigh
views       a file, for everybody who knows its name
"""
