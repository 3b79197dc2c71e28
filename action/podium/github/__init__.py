"""GitHub's side of the flow: thin edges over its REST API and its git server, nothing decided."""
