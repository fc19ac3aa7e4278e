from modeltranslation.translator import TranslationOptions, register

from structures.models import Portal, Project


# A text that was not written in one language is read in the next: left to itself, the library would take the default
# that the database has for a filled-in text.
@register(Portal)
class PortalTranslation(TranslationOptions):
    fields = ("name", "home_title", "home_text", "legal_notice")
    fallback_undefined = fallback_values = ""


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("name", "charter")
    fallback_undefined = fallback_values = ""
