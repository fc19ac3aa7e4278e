from modeltranslation.translator import TranslationOptions, register

from courses.learning.models import Module


@register(Module)
class ModuleTranslation(TranslationOptions):
    fields = ("title", "promise")
