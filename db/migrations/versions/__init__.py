"""The steps by which the record grew; each imports nothing of ours."""
