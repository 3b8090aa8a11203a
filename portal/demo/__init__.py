"""A believable Dinan, made by code: places, people, listings, news and an alert. Never loaded in production.

Outlines are our own drawing, photographs are painted by `pictures`, names are invented; the seed is fixed, so two
machines hold the same town.
"""
