"""Opening hours in OSM's syntax (“Mo-Fr 09:00-12:00; PH off”): read, said in words, asked whether it is open now. Pure.

A part of the syntax, the part that places of help use; docs/directory.md lists it. The rest is shown as it was written.
Weighed: the libraries that read the whole syntax have English words only, or compiled parts; a parser of 200 lines that
says what it knows in three languages, and admits what it doesn't, is lighter to keep.
"""

from directory.hours.now import Now, now
from directory.hours.parse import Rule, parse
from directory.hours.week import Week, compose, take_apart
from directory.hours.words import Line, in_words

__all__ = ["Line", "Now", "Rule", "Week", "compose", "in_words", "now", "parse", "take_apart"]
