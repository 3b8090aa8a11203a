"""What changes when neighbours vouch: `asking`, `giving`, `settling`, `holding`, `doubting`; `closing` is below memberships."""
