"""A curator of one place meets nothing of another: the crawl, and each way of forging an id (TEN-01 to TEN-09)."""

import json

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from wagtail.documents import get_document_model
from wagtail.models import GroupApprovalTask, Page, Site, WorkflowPage, get_page_models

import pytest

from accounts.models import User
from home.models import InfoPage, NewsIndexPage, NewsPage, Photo, TownPage
from home.page_forms import PlaceBoundForm
from home.photos import receive_photo
from home.services import appoint_curator, create_neighbourhood, create_town
from tests.factories.accounts import UserFactory
from tests.factories.home import home_page
from tests.home.pictures import picture_file
from tests.stamps import stamped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tasks_run")]
CANARY = "Zyxwvut"
#: Without a link's address Wagtail 8.0.1 falls through its view.
WAGTAILS_OWN_FAULTS = {("wagtailadmin_choose_page_external_link", "post")}


def with_curator(word):
    town = create_town(title=f"Ville {word}", code=f"{22000 + TownPage.objects.count()}")
    page = create_neighbourhood(town=town, title=f"Quartier {word}")
    appoint_curator(place=page, user=UserFactory(pseudonym=f"Curatrice {word}"))
    page.refresh_from_db()
    return page


class Place:
    """A neighbourhood with its curator, a draft news item of two versions, a photo and a document."""

    def __init__(self, word):
        home_page()
        self.page = page = stamped(f"Quartier {word}", lambda: with_curator(word))
        self.curator = User.objects.get(pseudonym=f"Curatrice {word}")
        self.index = NewsIndexPage.objects.child_of(page).get()
        self.photo = receive_photo(upload=picture_file(), alt=f"Photo {word}", by=self.curator, collection=page.collection, public=True)
        self.document = get_document_model().objects.create(
            title=f"Document {word}", file=ContentFile(b"texte", name=f"{word}.txt"), collection=page.collection
        )
        self.draft = self.index.add_child(instance=NewsPage(title=f"Brouillon {word}", summary=word, live=False, photo=self.photo))
        self.older = self.draft.save_revision(user=self.curator)
        self.draft.summary = f"{word} encore"
        self.revision = self.draft.save_revision(user=self.curator)
        self.draft.refresh_from_db()
        self.workflow = WorkflowPage.objects.get(page=page).workflow
        self.task = GroupApprovalTask.objects.get(workflow_tasks__workflow=self.workflow)
        self.state = self.workflow.start(self.draft, self.curator)


@pytest.fixture
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mine(db, _media):
    return Place("Jerzual")


@pytest.fixture
def theirs(mine):
    return Place(CANARY)


@pytest.fixture
def browser(mine):
    browser = Client(raise_request_exception=False)
    browser.force_login(mine.curator)
    return browser


def admin_patterns(resolver, namespaces=(), parameters=()):
    """Yield (url name, parameter names) of every address below a resolver."""
    for entry in resolver.url_patterns:
        names = [*parameters, *entry.pattern.regex.groupindex]
        if isinstance(entry, URLPattern):
            if entry.name:
                yield ":".join([*namespaces, entry.name]), names
        else:
            yield from admin_patterns(entry, [*namespaces, *([entry.namespace] if entry.namespace else [])], names)


def keys_of(place, name):
    """Return what to put where an address asks for a key: always something of this place."""
    by_room = {"wagtailimages": place.photo, "wagtaildocs": place.document, "wagtailusers_groups": place.page.curator_group}
    by_room |= {
        "wagtailadmin_workflows": place.workflow,
        "wagtailadmin_collections": place.page.collection,
        "wagtailsites": Site.objects.get(),
    }
    thing = next((found for room, found in by_room.items() if name.startswith(room)), place.draft)
    person = place.curator.pk
    return {
        "pk": person if name.startswith("wagtailusers_users") else thing.pk,
        "object_id": thing.pk, "image_id": place.photo.pk, "document_id": place.document.pk, "collection_id": place.page.collection_id,
        "revision_id": place.revision.pk, "revision_id_a": place.older.pk, "revision_id_b": place.revision.pk,
        "revision": place.revision.pk, "user_id": person, "group_id": place.page.curator_group_id, "task_id": place.task.pk,
        "workflow_id": place.workflow.pk, "workflow_state_id": place.state.pk, "task_state_id": place.state.current_task_state_id,
        "page_id": place.draft.pk, "page_to_move_id": place.draft.pk, "parent_page_id": place.index.pk, "destination_id": place.index.pk,
        "page_to_copy_id": place.draft.pk, "action_name": "approve", "app_label": "home", "model_name": "newspage",
        "content_type_app_name": "home", "content_type_model_name": "newspage", "slug": "x", "filename": "x", "filter_spec": "width-165",
        "signature": "x", "view": "x", "action": "delete", "restriction_id": 1, "uploaded_file_id": 1, "lang": "fr",
        "session_id": 1, "uidb64": "MQ", "token": "x", "app_name": "taggit", "page_pk": place.page.pk, "task_pk": place.task.pk,
        "preview_mode": "", "object_pk": thing.pk, "locale_id": 1, "document_filename": "x", "spec": "width-165", "version": "x", "search_id": 1, "page": place.page.pk, "place": place.page.pk, "public_id": place.photo.public_id,
    }  # fmt: skip


def admin_addresses(place):
    addresses, unknown = [], set()
    admin = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/"]
    for name, parameters in [found for entry in admin for found in admin_patterns(entry)]:
        keys = keys_of(place, name)
        if missing := set(parameters) - set(keys):
            unknown |= {f"{name}: {key}" for key in missing}
            continue
        try:
            address = reverse(name, kwargs={key: keys[key] for key in parameters})
        except NoReverseMatch:
            unknown.add(name)
            continue
        if name not in {"wagtailadmin_logout", "wagtailadmin_error_test"}:
            addresses.append((name, address))
    return addresses, unknown


def test_every_admin_address_of_another_place_keeps_its_secrets(browser, mine, theirs):
    """TEN-01, TEN-06, TEN-08: named crawl with B's keys as A's curator, reading and writing."""
    addresses, unknown = admin_addresses(theirs)
    assert len(addresses) > 150
    missed = sorted(name for name in unknown if name.startswith("wagtail"))
    assert len(missed) <= len(addresses) // 20, " ".join(missed)
    before = set(Page.objects.values_list("path", "title", "live", "numchild"))
    leaks, faults = [], []
    for name, address in addresses:
        for method, data in (("get", {}), ("get", {"q": CANARY, "id": theirs.photo.pk}), ("post", {"title": "pris", "next": "/"})):
            response = getattr(browser, method)(address, data)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            if response.status_code >= 500 and (name, method) not in WAGTAILS_OWN_FAULTS:
                faults.append((name, method))
            echoed = data.get("q") and CANARY.encode() in body.replace(f'value="{CANARY}"'.encode(), b"")
            said = CANARY.encode() in body if not data.get("q") else echoed and theirs.draft.title.encode() in body
            if said or (CANARY in str(response.headers) and not data.get("q")):
                leaks.append((name, method, response.status_code))
    assert not leaks, "\n".join(map(str, leaks))
    assert not faults, "\n".join(map(str, faults))
    after = set(Page.objects.values_list("path", "title", "live", "numchild"))
    assert {row for row in after - before if CANARY in row[1]} == set()
    assert before <= after
    assert Photo.objects.filter(pk=theirs.photo.pk).exists()
    assert get_document_model().objects.filter(pk=theirs.document.pk).exists()
    assert theirs.state.current_task_state.specific.status == "in_progress"


def test_the_crawl_finds_what_there_is_to_find(browser, mine):
    """The positive control: with one's own keys the same crawl reads its own word in many places."""
    found = [
        name
        for name, address in admin_addresses(mine)[0]
        if name.startswith("wagtailadmin_pages") and b"Jerzual" in browser.get(address).content
    ]
    assert len(found) >= 10


def test_the_chooser_shows_ones_own_pages_only(browser, mine, theirs):
    """TEN-02."""
    search = reverse("wagtailadmin_choose_page_search")
    assert theirs.page.title not in browser.get(search, {"q": CANARY}).content.decode()
    assert mine.page.title in browser.get(search, {"q": "Jerzual"}).content.decode()
    assert browser.get(reverse("wagtailadmin_choose_page_child", args=[theirs.index.pk])).status_code == 404
    assert browser.get(reverse("wagtailadmin_choose_page_child", args=[mine.index.pk])).status_code == 200


def news_fields(**changed):
    return {
        "title": "Travaux", "slug": "travaux", "published_on": "2026-11-23", "summary": "Rue du Quai.", "photo": "",
        "body": json.dumps({"blocks": [], "entityMap": {}}), "seo_title": "", "search_description": "", "action-publish": "1",
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, **changed,
    }  # fmt: skip


def test_a_photo_of_another_place_is_refused_by_its_number(browser, mine, theirs):
    """TEN-03: the field. One set-up for no and yes."""
    url = reverse("wagtailadmin_pages:add", args=["home", "newspage", mine.index.pk])
    refused = browser.post(url, news_fields(photo=theirs.photo.pk))
    assert refused.status_code == 200
    assert not NewsPage.objects.filter(photo=theirs.photo).exclude(pk=theirs.draft.pk).exists()
    accepted = browser.post(url, news_fields(photo=mine.photo.pk))
    assert accepted.status_code == 302, accepted.context["form"].errors
    assert NewsPage.objects.filter(photo=mine.photo, title="Travaux").exists()


def test_what_refers_to_a_file_of_another_place_is_seen_in_every_kind_of_field(mine, theirs):
    """TEN-03: StreamField and rich text, by the same look-up the form uses."""
    body = json.dumps([
        {"type": "photo", "value": {"photo": theirs.photo.pk, "caption": ""}},
        {"type": "download", "value": {"document": theirs.document.pk, "label": "Texte"}},
        {"type": "text", "value": f'<p><a linktype="document" id="{theirs.document.pk}">x</a></p>'},
    ])  # fmt: skip
    info = InfoPage.objects.child_of(mine.page).get()
    form_class = InfoPage.get_edit_handler().get_form_class()
    assert issubclass(form_class, PlaceBoundForm)
    for user, refused in ((mine.curator, True), (theirs.curator, False)):
        info.body = InfoPage.body.field.to_python("[]")
        form = form_class(instance=info, for_user=user)
        info.body = InfoPage.body.field.to_python(body)
        assert form._foreign() is refused


def test_every_page_of_ours_stands_behind_that_form_and_behind_no_password():
    ours = [model for model in get_page_models() if not model.__module__.startswith("wagtail")]
    assert len(ours) > 6
    for model in ours:
        assert issubclass(model.base_form_class, PlaceBoundForm), model
        assert model.private_page_options == [], model


def test_a_resident_s_photo_is_nothing_a_curator_chooses(browser, mine):
    """TEN-04: pictures sent with listings or messages lie in no chooser."""
    private = receive_photo(upload=picture_file(), alt="Chambre", by=UserFactory(), collection=mine.page.collection)
    assert browser.get(reverse("wagtailimages:edit", args=[private.pk])).status_code in {302, 403, 404}
    assert b"Chambre" not in browser.get(reverse("wagtailimages_chooser:choose")).content
    assert browser.get(reverse("wagtailimages:edit", args=[mine.photo.pk])).status_code == 200


SITE_WIDE = ["wagtailusers_users:index", "wagtailusers_groups:index", "wagtailsites:index", "wagtailadmin_workflows:index",
             "wagtailredirects:index", "wagtailadmin_collections:index", "wagtailadmin_workflows:task_index"]  # fmt: skip


def test_a_curator_has_no_site_wide_rights(browser, client, operator):
    """TEN-07; the operator has them, so the refusal is about the person."""
    client.force_login(operator)
    for name in SITE_WIDE:
        assert browser.get(reverse(name)).status_code in {302, 403, 404}, name
        assert client.get(reverse(name)).status_code == 200, name


def test_nothing_moves_or_is_copied_into_another_place(browser, mine, theirs):
    """TEN-09."""
    page = mine.index.add_child(instance=NewsPage(title="À moi", summary="x"))
    browser.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, theirs.index.pk]))
    page.refresh_from_db()
    assert page.get_parent().pk == mine.index.pk
    fields = {
        "new_title": "Copie",
        "new_slug": "copie",
        "new_parent_page": theirs.index.pk,
        "copy_subpages": "",
        "publish_copies": "",
        "alias": "",
    }
    browser.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), fields)
    assert not Page.objects.filter(title="Copie").exists()
    fields["new_parent_page"] = mine.index.pk
    browser.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), fields)
    assert Page.objects.filter(title="Copie").exists()


def test_a_curator_neither_removes_nor_hides_nor_renames_the_address_of_a_place(browser, mine):
    for action in ("delete", "unpublish"):
        browser.post(reverse(f"wagtailadmin_pages:{action}", args=[mine.page.pk]))
    mine.page.refresh_from_db()
    assert mine.page.live
    text = browser.get(reverse("wagtailadmin_pages:edit", args=[mine.page.pk])).content.decode()
    assert 'name="motto"' in text
    for field in ("slug", "partners"):
        assert f'name="{field}"' not in text
