"""One template draws every form field, and ties what belongs together."""

from django import forms

import pytest

from tests.components.markup import read


class Letter(forms.Form):
    to = forms.CharField(label="To", help_text="A pseudonym.", max_length=30)
    words = forms.CharField(widget=forms.Textarea, required=False, initial="  two spaces")
    how = forms.ChoiceField(choices=[("post", "By post"), ("hand", "By hand")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def refused():
    return Letter({"to": "", "how": "pigeon"})


def by_name(elements, name):
    return [(tag, attributes) for tag, attributes in elements if attributes.get("name") == name]


def test_label_hint_and_error_are_tied_to_the_input(refused):
    elements = read(str(refused))
    [(_tag, to)] = by_name(elements, "to")
    ids = {attributes["id"] for _tag, attributes in elements if "id" in attributes}
    assert to["aria-invalid"] == "true"
    assert set(to["aria-describedby"].split()) == {"id_to_helptext", "id_to_error"} <= ids
    assert ("label", {"for": "id_to"}) in elements


def test_a_field_that_is_right_says_nothing_about_errors():
    elements = read(str(Letter({"to": "Mirabelle", "how": "post", "agreed": "on"})))
    assert not [attributes for _tag, attributes in elements if "aria-invalid" in attributes]
    assert not [attributes for _tag, attributes in elements if attributes.get("class") == "error-summary"]


def test_only_what_may_be_left_out_is_marked():
    form = Letter()
    assert 'class="optional"' in form["words"].as_field_group()
    assert 'class="optional"' not in form["to"].as_field_group()


def test_a_choice_is_a_group_with_its_own_name(refused):
    elements = read(str(refused["how"].as_field_group()))
    group = dict(elements)["fieldset"]
    assert group["aria-describedby"] == "id_how_error"
    assert [attributes["value"] for _tag, attributes in by_name(elements, "how")] == ["post", "hand"]
    assert all(attributes["class"] == "tick" for _tag, attributes in by_name(elements, "how"))


def test_the_summary_leads_to_every_field_that_was_refused(refused):
    elements = read(str(refused))
    goals = [attributes["href"].removeprefix("#") for tag, attributes in elements if tag == "a"]
    ids = {attributes.get("id") for _tag, attributes in elements}
    assert goals == ["id_to", "id_how", "id_agreed"]
    assert set(goals) <= ids


def test_hidden_fields_stay_hidden_and_text_keeps_its_spaces():
    html = str(Letter())
    [(_tag, token)] = by_name(read(html), "token")
    assert token["type"] == "hidden"
    assert "class" not in token
    assert ">&#10;  two spaces</textarea>" in html
