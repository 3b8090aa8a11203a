"""Opening a neighbourhood, and closing one: the only writer of the states of places (docs/founding.md).

Downwards only: endings, reviews, proposals → progress → states; archives, dormancy → states. Outlines and names know no row's state.
"""
