"""How every form of the site is drawn."""

from django.forms.renderers import TemplatesSetting


class PalierRenderer(TemplatesSetting):
    """One template for every field, one for every form: `{{ form }}` and `{{ field.as_field_group }}` look the same."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
