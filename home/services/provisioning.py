"""What a place needs so that its own people can run it, and nobody else's place.

A curators' group, a collection, permissions on that subtree and collection only, a moderation workflow, sub-pages (TEN-03, TEN-07).
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from home.models import NeighbourhoodPage, PlaceDesk, TownPage
from home.neighbourhood_sections import provision_all

#: The name of the collection whose pictures and documents every curator may use.
SHARED_COLLECTION = "Palier"
_PAGE_ACTIONS = ["add_page", "change_page", "publish_page"]
_COLLECTION_ACTIONS = [
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
]
_SHARED_ACTIONS = [("wagtailimages", "choose_image"), ("wagtaildocs", "choose_document")]


@transaction.atomic
def provision_place(page: TownPage | NeighbourhoodPage) -> None:
    """Give a place whatever it still lacks to be run by its own curators, and bring the names up to date.

    Safe to run twice, and again after the place was renamed.
    """
    page = type(page).objects.select_for_update(of=("self",)).get(pk=page.pk)
    town = page if isinstance(page, TownPage) else TownPage.objects.parent_of(page).get()
    name = page.title if page == town else f"{town.title} – {page.title}"
    page.curator_group = _group(page.curator_group, name, page.pk)
    page.collection = _collection(page, _parent_collection(page, town), name)
    type(page).objects.filter(pk=page.pk).update(curator_group=page.curator_group, collection=page.collection)
    _allow(page)
    _workflow(page, name)
    PlaceDesk.objects.bulk_create([PlaceDesk(place_id=page.pk, attended_on=timezone.localdate())], ignore_conflicts=True)
    if isinstance(page, NeighbourhoodPage):
        provision_all(page)


def shared_collection() -> Collection:
    """Return the collection whose contents every curator may choose; the operator fills it."""
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=SHARED_COLLECTION).first() or _add_collection(root, SHARED_COLLECTION)


def _group(group: Group | None, name: str, pk: int) -> Group:
    wanted = _("Curators of %(place)s") % {"place": name[:100]}
    taken = Group.objects.filter(name=wanted)
    if group is not None:
        taken = taken.exclude(pk=group.pk)
    if taken.exists():
        wanted = f"{wanted} [{pk}]"
    if group is None:
        return Group.objects.create(name=wanted)
    if group.name != wanted:
        group.name = wanted
        group.save(update_fields=["name"])
    return group


def _parent_collection(page: TownPage | NeighbourhoodPage, town: TownPage) -> Collection:
    if page == town:
        return Collection.get_first_root_node()
    if town.collection is None:
        provision_place(town)
        town.refresh_from_db()
    return town.collection


def _collection(page: TownPage | NeighbourhoodPage, parent: Collection, name: str) -> Collection:
    if page.collection is None:
        return _add_collection(parent, name)
    if page.collection.name != name:
        page.collection.name = name
        page.collection.save(update_fields=["name"])
    return page.collection


def _add_collection(parent: Collection, name: str) -> Collection:
    """Add a collection under a locked parent: two added at once would take one path."""
    parent = Collection.objects.select_for_update().get(pk=parent.pk)
    return parent.add_child(name=name)


def _permissions(names: Iterable[tuple[str, str]]) -> list[Permission]:
    wanted = Q()
    for app_label, codename in names:
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(wanted).exclude(content_type__model="photo"))


def _allow(page: TownPage | NeighbourhoodPage) -> None:
    """Write down the curators' rights, all of them: on this subtree, on this collection, and the door of the admin."""
    group = page.curator_group
    group.permissions.set(_permissions([("wagtailadmin", "access_admin")]))
    pages = [(page, permission) for permission in _permissions(("wagtailcore", action) for action in _PAGE_ACTIONS)]
    _replace(GroupPagePermission, group, "page", pages)
    shared = shared_collection()
    collections = [(page.collection, permission) for permission in _permissions(_COLLECTION_ACTIONS)]
    collections += [(shared, permission) for permission in _permissions(_SHARED_ACTIONS)]
    _replace(GroupCollectionPermission, group, "collection", collections)


def _replace(model: type[Model], group: Group, target: str, wanted: list[tuple[Model, Permission]]) -> None:
    """Make the group's rows exactly the wanted ones: a right given by hand elsewhere would open another place."""
    rows = {(row[1], row[2]): row[0] for row in model.objects.filter(group=group).values_list("pk", f"{target}_id", "permission_id")}
    keys = {(place.pk, permission.pk) for place, permission in wanted}
    model.objects.filter(pk__in=[pk for key, pk in rows.items() if key not in keys]).delete()
    model.objects.bulk_create(
        [
            model(group=group, permission=permission, **{target: place})
            for place, permission in wanted
            if (place.pk, permission.pk) not in rows
        ]
    )


def _workflow(page: Page, name: str) -> None:
    """Give the place its own review: a task that only its curators see (TEN-08)."""
    assigned = WorkflowPage.objects.filter(page=page).select_related("workflow").first()
    title = _("Review in %(place)s") % {"place": name}
    if assigned:
        Workflow.objects.filter(pk=assigned.workflow_id).update(name=title)
        return
    workflow = Workflow.objects.create(name=title)
    task = GroupApprovalTask.objects.create(name=title)
    task.groups.set([page.curator_group])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=page)
