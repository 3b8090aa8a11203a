"""How every form of the site is drawn."""

from django.forms.renderers import TemplatesSetting


class PalierRenderer(TemplatesSetting):
    pass
