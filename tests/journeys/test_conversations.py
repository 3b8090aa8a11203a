"""Two neighbours write to each other about a listing: one on a telephone with scripts, the other without any."""


def test_an_answer_becomes_a_conversation(visit):
    """Domain §4.1, SEC-12: seeing the last word with scripts notes that it was read, without them a button does; both see what was written."""
    host, guest = visit("Martin-pêcheur", javascript=False), visit("Tournevis")
    page = guest.page
    page.goto("/annonces/les-miennes/")
    page.get_by_role("link", name="Écrire à Martin-pêcheur").first.click()
    with page.expect_response("**/lu/"):
        page.locator("send-once").scroll_into_view_if_needed()
    page.get_by_label("Votre message").fill("J’arrive avec dix minutes de retard.")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("dix minutes de retard").wait_for()
    page = host.page
    page.goto("/notifications/")
    page.get_by_role("link", name="Tournevis vous a écrit").first.click()
    page.get_by_text("dix minutes de retard").wait_for()
    page.get_by_role("button", name="J’ai lu").click()
    assert page.get_by_role("button", name="J’ai lu").count() == 0
    page.get_by_label("Votre message").fill("Pas de souci, le vélo ne bougera pas.")
    page.get_by_role("button", name="Envoyer").click()
    guest.page.reload()
    guest.page.get_by_text("le vélo ne bougera pas").wait_for()
    assert guest.page.locator(".bubble--me").last.get_by_text(", lu").count() == 1
    assert host.faults == guest.faults == []
