"""Whole pages for visitors, answered before sessions and Wagtail.

`layer` (ASGI) keeps the bytes in process memory and asks `tokens` whether they still hold; `middleware` (Django) says
which answers may be kept and for which place; `invalidation` renews a place's token when something in it changes.
Nothing a signed-in person sees ever enters: a request that carries a session cookie goes straight through (TEN-12).
"""
