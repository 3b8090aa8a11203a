"""Browser windows, and the people who sit at them.

A window of its own takes Chromium a second of processor time, a page in one that is open a fifth of it. So whoever leaves hands
the window on, emptied: no cookie, nothing stored, nothing cached, no leave to anything, and a new page.
"""

from portal.demo.stories import PASSWORD

EMPTY = "about:blank"


class Visitor:
    """One person at one browser, on a phone unless said otherwise."""

    def __init__(self, context, page, site):
        self.site, self.context, self.page = site, context, page
        self.hosts, self.faults = set(), []
        self.page.on("request", lambda request: self.hosts.add(request.url.split("/")[2] if "://" in request.url else ""))
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def note(self, message):
        """Keep what the console calls an error; that a form was left while its preview was on its way is none."""
        if message.type == "error" and not message.text.startswith(("htmx:sendAbort", "htmx:afterRequest")):
            self.faults.append(message.text)

    def come_in(self, pseudonym):
        """Be signed in, without looking at the door: by its form once, with the same session from then on."""
        if pseudonym not in self.site.sessions:
            door = "/compte/login/"
            assert self.context.request.get(door).ok
            token = next(cookie["value"] for cookie in self.context.cookies() if cookie["name"] == "csrftoken")
            form = {"login": pseudonym, "password": PASSWORD, "csrfmiddlewaretoken": token}
            answer = self.context.request.post(door, form=form, headers={"Referer": self.site.url + door}, max_redirects=0)
            assert answer.status == 302
            self.site.sessions[pseudonym] = self.context.cookies()
        self.context.add_cookies(self.site.sessions[pseudonym])
        return self

    def sign_in(self, pseudonym):
        self.page.goto("/compte/login/")
        form = self.page.locator("form[action*='login']").first
        form.locator("[name=login]").fill(pseudonym)
        form.locator("[name=password]").fill(PASSWORD)
        form.locator("button[type=submit], button:not([type])").first.click()
        self.page.wait_for_url(lambda url: "login" not in url)
        return self


class Windows:
    """The windows of one browser in front of one site: those at rest are kept by whether they run scripts."""

    def __init__(self, browser, site):
        self.browser, self.site = browser, site
        self.resting = {True: [], False: []}
        self.taken = {}

    def open(self, pseudonym=None, width=390, scheme="light", javascript=True, **options):
        """Return one more person. Who asks for anything unusual sits at a window that nobody else gets."""
        if self.resting[javascript] and not options:
            context = self.resting[javascript].pop()
            (before,) = context.pages
            page = context.new_page()
            before.close()
        else:
            context = self.browser.new_context(base_url=self.site.url, locale="fr-FR", java_script_enabled=javascript, **options)
            context.set_default_timeout(15_000)
            page = context.new_page()
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        self.taken[context] = None if options else javascript
        visitor = Visitor(context, page, self.site)
        return visitor.come_in(pseudonym) if pseudonym else visitor

    def leave(self, visitor):
        """Empty the window for the next person, or close it."""
        context = visitor.context
        javascript = self.taken.pop(context)
        if javascript is None:
            context.close()
            return
        kept, *others = context.pages
        for page in others:
            page.close()
        kept.goto(EMPTY)
        devtools = context.new_cdp_session(kept)
        devtools.send("Storage.clearDataForOrigin", {"origin": self.site.url, "storageTypes": "all"})
        devtools.send("Network.clearBrowserCache")
        devtools.detach()
        context.clear_cookies()
        context.clear_permissions()
        self.resting[javascript].append(context)
