"""When and where an action is, for templates (community/events/words.py)."""

from django import template

from community.events import words

register = template.Library()
for words_of in (words.when, words.where, words.hours, words.town, words.other_days):
    register.filter(words_of.__name__, words_of)
register.filter("day_words", words.day)
