"""Towns and neighbourhoods from a file of outlines, found again by their official code.

A town is written with as few statements as PostgreSQL allows, so that the 35,000 communes of France load in minutes; its
curators' group and collection come with its first curator. A neighbourhood is opened like any other, under the town that
holds a point of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from wagtail.log_actions import log
from wagtail.models import Locale, Page, Site
from wagtail.search.backends import get_search_backends_with_name

from home import locate_sql
from home.geometry import BoundaryError, Outline, read_outline
from home.locate import arranged
from home.models import Boundary, HomePage, NeighbourhoodPage, TownPage
from home.names import folded
from home.services.boundaries import set_boundary, write_boundaries
from home.services.places import create_neighbourhood

if TYPE_CHECKING:
    from collections.abc import Callable

_BATCH = 500


@dataclass(frozen=True)
class ImportPlan:
    """What the file holds and how to read it."""

    level: str
    name_property: str = "nom"
    code_property: str = "code"
    source: str = ""
    source_date: date | None = None
    licence: str = ""


@dataclass
class ImportReport:
    """What became of the features. `refused` holds (index in the file, reason)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Return how many features now have their place."""
        return self.created + self.updated + self.unchanged


@dataclass(frozen=True)
class Candidate:
    """A feature that can be imported."""

    index: int
    code: str
    name: str
    outline: Outline


def import_places(*, features: Iterable[Any], plan: ImportPlan, on_progress: "Callable[[int], None] | None" = None) -> ImportReport:
    """Create or update the places of these features, a batch per transaction.

    A feature that cannot be imported is reported with its index and reason, and does not stop the others. The same file
    twice gives the same places.
    """
    report = ImportReport()
    write = _write_towns if plan.level == Boundary.Level.TOWN else _write_neighbourhoods
    home = ensure_home()
    seen: dict[str, int] = {}
    numbered = enumerate(features)
    while batch := list(islice(numbered, _BATCH)):
        candidates = list(_readable(batch, plan, seen, report))
        with transaction.atomic():
            write(home, candidates, plan, report)
        if on_progress:
            on_progress(batch[-1][0] + 1)
    if report.created or report.updated:
        log(
            instance=home, action="home.import_boundaries", data={"created": report.created, "updated": report.updated, "level": plan.level}
        )
    return report


@transaction.atomic
def ensure_home() -> HomePage:
    """Return the portal's home page; on an empty tree make it, and the default site that serves it."""
    root = Page.objects.select_for_update().filter(depth=1).first()
    home = HomePage.objects.first()
    if home is None:
        # Wagtail's own welcome page would stand in the way of the address.
        Page.objects.child_of(root).filter(slug="home", content_type__model="page").delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title="Palier", slug="palier", locale=Locale.get_default()))
    if not Site.objects.filter(root_page=home).exists():
        Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Palier"})
    return home


def _readable(batch: list[tuple[int, Any]], plan: ImportPlan, seen: dict[str, int], report: ImportReport) -> Iterator[Candidate]:
    for index, feature in batch:
        try:
            candidate = _candidate(index, feature, plan)
        except BoundaryError as error:
            report.refused.append((index, str(error)))
            continue
        first = seen.setdefault(candidate.code, index)
        if first != index:
            report.refused.append(
                (index, _("The code %(code)s already stands at feature %(first)s.") % {"code": candidate.code, "first": first})
            )
            continue
        yield candidate


def _candidate(index: int, feature: Any, plan: ImportPlan) -> Candidate:
    if not isinstance(feature, Mapping):
        raise BoundaryError("type", _("This is not a GeoJSON object."))
    properties = feature.get("properties") or {}
    values = {}
    for name, limit in ((plan.code_property, 10), (plan.name_property, 200)):
        value = str(properties.get(name) or "").strip() if isinstance(properties, Mapping) else ""
        if not value or len(value) > limit or "\x00" in value:
            raise BoundaryError("property", _("The property “%(name)s” is missing, empty or too long.") % {"name": name})
        values[name] = value
    geometry = feature.get("geometry")
    if not isinstance(geometry, Mapping):
        raise BoundaryError("type", _("This feature has no geometry."))
    return Candidate(index, values[plan.code_property], values[plan.name_property], read_outline(geometry))


def _write_towns(home: HomePage, candidates: list[Candidate], plan: ImportPlan, report: ImportReport) -> None:
    # The parent's row is locked: two imports at once must not take the same paths.
    Page.objects.select_for_update().filter(pk=home.pk).get()
    home.refresh_from_db()
    towns = {town.code: town for town in TownPage.objects.filter(code__in=[candidate.code for candidate in candidates])}
    missing = [candidate for candidate in candidates if candidate.code not in towns]
    towns |= {town.code: town for town in _add_towns(home, missing)}
    boundaries = {boundary.place_id: boundary for boundary in Boundary.objects.of_places([town.pk for town in towns.values()])}
    added = {candidate.code for candidate in missing}
    outlines = []
    for candidate in candidates:
        town = towns[candidate.code]
        boundary = boundaries.get(town.pk) or Boundary(place_id=town.pk, level=plan.level)
        renamed = town.title != candidate.name
        if renamed:
            town.title = town.draft_title = candidate.name
            town.save()
        redrawn = boundary.geometry != candidate.outline.geometry or _described(boundary) != _description(candidate.code, plan)
        if redrawn:
            boundary.code, boundary.source, boundary.source_date, boundary.licence = _description(candidate.code, plan)
            outlines.append((boundary, candidate.outline))
        _count(report, created=candidate.code in added, changed=renamed or redrawn)
    write_boundaries(outlines)


def _add_towns(home: HomePage, candidates: list[Candidate]) -> list[TownPage]:
    """Add town pages with two statements: one for the tree, one for what only towns have."""
    if not candidates:
        return []
    slugs = set(Page.objects.child_of(home).values_list("slug", flat=True))
    last = home.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    now = timezone.now()
    common = {
        "depth": home.depth + 1,
        "content_type": ContentType.objects.get_for_model(TownPage),
        "locale_id": home.locale_id,
        "live": True,
        "first_published_at": now,
        "last_published_at": now,
    }
    towns = []
    for number, candidate in enumerate(candidates, step + 1):
        path = Page._get_path(home.path, home.depth + 1, number)
        slug = _free_slug(candidate, slugs)
        towns.append(
            TownPage(
                **common,
                path=path,
                title=candidate.name,
                draft_title=candidate.name,
                slug=slug,
                url_path=f"{home.url_path}{slug}/",
                code=candidate.code,
                name_key=folded(candidate.name),
            )
        )
    pages = [Page(**{f.attname: getattr(town, f.attname) for f in Page._meta.local_concrete_fields if not f.primary_key}) for town in towns]
    for town, page in zip(towns, Page.objects.bulk_create(pages), strict=True):
        town.pk = town.page_ptr_id = town.id = page.pk
        town._state.adding = False
    # What bulk_create does for a model without parents.
    TownPage._base_manager.all()._insert(towns, fields=TownPage._meta.local_concrete_fields, using=TownPage.objects.db)
    Page.objects.filter(pk=home.pk).update(numchild=home.numchild + len(towns))
    for _name, backend in get_search_backends_with_name(with_auto_update=True):
        backend.add_bulk(TownPage, towns)
    return towns


def _free_slug(candidate: Candidate, slugs: set[str]) -> str:
    slug = slugify(folded(candidate.name)) or candidate.code.lower()
    if slug in slugs:
        slug = slugify(f"{slug}-{candidate.code}")
    slugs.add(slug)
    return slug


def _write_neighbourhoods(_home: HomePage, candidates: list[Candidate], plan: ImportPlan, report: ImportReport) -> None:
    for candidate in candidates:
        point = candidate.outline.shape.representative_point()
        hit = arranged(locate_sql.holding(point.y, point.x)).town
        if hit is None:
            report.refused.append((candidate.index, _("No town holds this neighbourhood: import the towns first.")))
            continue
        town = TownPage.objects.get(pk=hit.page_id)
        _write_neighbourhood(town, replace(candidate, code=f"{town.code}/{candidate.code}"), plan, report)


def _write_neighbourhood(town: TownPage, candidate: Candidate, plan: ImportPlan, report: ImportReport) -> None:
    boundary = Boundary.objects.neighbourhoods().filter(code=candidate.code).first()
    outline = {"source": plan.source, "source_date": plan.source_date, "licence": plan.licence, "code": candidate.code}
    if boundary is None:
        page = create_neighbourhood(town=town, title=candidate.name)
        set_boundary(place=page, geometry=candidate.outline, **outline)
        _count(report, created=True, changed=False)
        return
    page = NeighbourhoodPage.objects.get(pk=boundary.place_id)
    renamed = page.title != candidate.name
    if renamed:
        page.title = page.draft_title = candidate.name
        page.save()
    redrawn = boundary.geometry != candidate.outline.geometry or _described(boundary) != _description(candidate.code, plan)
    if redrawn:
        set_boundary(place=page, geometry=candidate.outline, **outline)
    _count(report, created=False, changed=renamed or redrawn)


def _described(boundary: Boundary) -> tuple:
    return boundary.code, boundary.source, boundary.source_date, boundary.licence


def _description(code: str, plan: ImportPlan) -> tuple:
    return code, plan.source, plan.source_date, plan.licence


def _count(report: ImportReport, *, created: bool, changed: bool) -> None:
    if created:
        report.created += 1
    elif changed:
        report.updated += 1
    else:
        report.unchanged += 1
