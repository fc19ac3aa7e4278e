"""What is said of a file: why it is refused, why a question is left out, what was simplified in one."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.exchange.questions import ExchangeError, Note

REFUSALS: dict[str, Promise] = {
    "unknown_format": _("This is none of the formats that we read: Moodle XML, GIFT, QTI 2.1 or 3, H5P."),
    "not_xml": _("This XML file is damaged."),
    "not_json": _("A file of this package is damaged."),
    "not_utf8": _("This text can’t be read. Save it again in UTF-8."),
    "entities": _("This file declares entities. They could harm, so it is refused."),
    "too_deep": _("This file nests without end. It is refused."),
    "damaged": _("This zip file is damaged."),
    "bomb": _("This zip file would become far too large. It is refused."),
    "bad_path": _("A file of this zip has a path that leads out of it. It is refused."),
    "password": _("This zip file has a password. Save it without one."),
    "twice": _("This zip file holds the same file twice."),
    "missing_file": _("A file that this package needs is not in it."),
    "too_large": _("This file is too large: at most 20 MB."),
    "too_many_files": _("This zip file holds too many files: at most 2,000."),
    "too_many_questions": _("This file has too many questions: at most 2,000."),
    "too_much_text": _("There is too much in this file: at most 5 million characters of text. Send it in parts."),
    "no_question": _("There is no question in this file."),
    "course_backup": _("This is the backup of a whole Moodle course. Export its question bank instead, as Moodle XML."),
}

NOTES: dict[str, Promise] = {
    # left out
    "unknown_type": _("Halte has no exercise of this type."),
    "no_question": _("Nothing is asked here."),
    "no_text": _("It has no text."),
    "no_right_answer": _("No answer is marked as right."),
    "brace": _("One of its braces { } has no other one."),
    "several_right": _("Several answers are right, each alone."),
    "empty_answer": _("An answer has no words: it may be a picture or a formula."),
    "too_many_answers": _("It has too many answers: at most 100."),
    "too_few": _("It needs at least two parts."),
    "range": _("It takes any number between two."),
    "unreadable": _("It is damaged, or written in a way we don’t know."),
    "missing_file": _("Its file is not in the package."),
    "composite": _("It asks several things of different kinds at once."),
    "no_picture": _("Its picture is missing, or can’t be read."),
    "simulator": _("A simulator can’t be played elsewhere."),
    "missing_text": _("A text is missing in this language."),
    "card": _("Its answer is on a persona’s card."),
    "no_like": _("The other system has no question of this type."),
    # of the whole file
    "encoding": _("This text is not in UTF-8. It was read as Windows writes it: look whether the accents are right."),
    # simplified
    "picture": _("A picture in the text is not kept."),
    "sound": _("A sound is not kept."),
    "film": _("A film is not kept."),
    "frame": _("A part that was shown in a frame is not kept."),
    "script": _("A script was removed."),
    "formula": _("A formula is not kept."),
    "link": _("The words of a link are kept, not its address."),
    "table": _("A table became lines of text."),
    "tags": _("The tags are not kept."),
    "partial": _("An answer that was right in part is not kept."),
    "partial_became_case": _("Answers right in part: it becomes a case, with a rating for each answer."),
    "wildcard": _("An answer with a star (any letters) is not kept."),
    "tolerance": _("Only the number itself is right now, not what is near it."),
    "units": _("The units are not kept."),
    "list_became_typing": _("A list in the text became a word to type."),
    "attachments": _("No file can be handed in."),
    "shape": _("A round or pointed place became a rectangle."),
    "no_label": _("A place in the picture has no name: give it one."),
}


def refusal(error: ExchangeError) -> str:
    """The sentence for a file that can't be read."""
    return str(REFUSALS[error.code])


def sentence(note: Note) -> str:
    """The sentence for a note, with the word of the file that it is about."""
    return f"{NOTES[note.code]} ({note.detail})" if note.detail else str(NOTES[note.code])
