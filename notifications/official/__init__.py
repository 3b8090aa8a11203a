"""Official alerts coming in: `fetching` reaches out safely, `reading` accepts only what the standard allows. Nothing is shown by itself."""
