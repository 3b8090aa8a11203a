"""The headless door: what is public for anybody, what a member may see for a program that holds the member's key.

Pages, photos and documents are Wagtail's own API (`cms`); what belongs to a neighbourhood has typed endpoints, built on
the same querysets and services as the pages of the site.
"""
