"""The printing desk in the Wagtail admin. A curator sees counts, dates and references, never a name, an address or a code."""
