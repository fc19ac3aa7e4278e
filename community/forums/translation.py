from modeltranslation.translator import TranslationOptions, register

from community.forums.models import ForumTheme


@register(ForumTheme)
class ForumThemeTranslation(TranslationOptions):
    fields = ("name",)
