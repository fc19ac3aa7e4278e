from modeltranslation.translator import TranslationOptions, register

from structures.models import Portal, Project


@register(Portal)
class PortalTranslation(TranslationOptions):
    fields = ("name",)


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("name",)
