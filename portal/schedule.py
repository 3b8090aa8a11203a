"""Everything that recurs, in one place. Read by the clock process; exactly one clock runs."""
