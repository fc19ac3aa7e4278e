"""What is wrong with a YAML file, in words for somebody who never learnt YAML, with the line where to look."""

import yaml

from exercises.sentences import gettext_noop as _

NOT_YAML = _("this can’t be read: look at the spaces before the words, the colons, the quotes and the brackets")
_CLOSE = _("a list in [ ] or a group in { } that begins here isn’t closed, or a comma is missing in it")
_TAB = _("a sign stands here that can’t begin a value, a tab for instance: use spaces, and put the text in quotes")
_QUOTES = _("quotes that open here are never closed")
TAG = _("a word that begins with ! is no text: put it in quotes")
_SAID = {
    "could not determine a constructor": TAG,
    "could not find expected ':'": _("a key begins here, and no colon comes after it"),
    "did not find expected ',' or ']'": _CLOSE,
    "did not find expected ',' or '}'": _CLOSE,
    "did not find expected '-' indicator": _("in a list, each item begins with a dash, under the one before"),
    "did not find expected <document start>": _("this line has fewer spaces before it than the first one"),
    "did not find expected key": _("something before this isn’t finished, or the spaces before this line don’t fit"),
    "did not find expected node content": _("a value is missing here, or a bracket isn’t closed"),
    "block sequence entries are not allowed": _("a dash stands where no list can begin: put the list on the next line"),
    "but found another document": _("a line of three dashes can’t stand here"),
    "found character that cannot start any token": _TAB,
    "found a tab character": _TAB,
    "found unexpected end of stream": _QUOTES,
    "found unknown escape character": _("in double quotes, a backslash begins a code: write two of them"),
    "mapping values are not allowed": _("there is one colon too many, or too many spaces: put the text in quotes"),
}
_BEGINS = (_CLOSE, _QUOTES, _SAID["could not find expected ':'"])  # the line to look at is where it began
_HIDDEN = _("there is a hidden sign here: delete it")


def explained(error: yaml.YAMLError, text: str) -> tuple[str, int]:
    """The sentence, and the line where to look; 0 when the reader doesn't say."""
    if isinstance(error, yaml.reader.ReaderError):
        return _HIDDEN, text.count("\n", 0, error.position) + 1
    if not isinstance(error, yaml.MarkedYAMLError):
        return NOT_YAML, 0
    problem = error.problem or ""
    said = next((words for begin, words in _SAID.items() if problem.startswith(begin)), NOT_YAML)
    mark = (error.context_mark if said in _BEGINS else None) or error.problem_mark
    return said, mark.line + 1 if mark else 0
