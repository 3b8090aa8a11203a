"""The one-command environment: the virtual environment, PostgreSQL and Redis from wheels, and the process supervisor.

Nothing here knows what Palier does. `bootstrap` runs before anything is installed and therefore uses the standard
library alone; the other modules run inside the virtual environment, mostly without Django.
"""
