"""Pages put into the tree as quickly as Wagtail allows."""

from wagtail.models import Page


def add_page(parent: Page, page: Page) -> Page:
    """Add a page below another without a line in the site's log, and without asking about each of its keys: factories know them."""

    def save(**kwargs):
        del page.save
        page.minimal_clean()
        page.save(**{**kwargs, "clean": False, "log_action": None})

    page.save = save
    return parent.add_child(instance=page)
