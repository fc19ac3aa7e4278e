from modeltranslation.translator import TranslationOptions, register

from structures.models import Portal, Project


@register(Portal)
class PortalTranslation(TranslationOptions):
    fields = ("name", "home_title", "home_text", "legal_notice")


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("name", "charter")
