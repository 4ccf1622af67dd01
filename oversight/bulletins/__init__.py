"""通报 (D30, D30b): a month's figures as numbered documents of the county government office."""
