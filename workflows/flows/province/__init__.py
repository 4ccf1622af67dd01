"""A generated province: real dossiers of every regulation, cast once in a model county and stamped into all counties.

Nothing describes a row a second time. A model county of made-up words goes through the same services and
`desk.decide` as real work (`stories`); at each stage the rows it left in every table are taken as a mould
(`casting`), the county itself is undone; then each mould is stamped into places and years (`stamping`), with new
keys, numbers, names and moments, and loaded table by table (`loading`). The ledger goes through its trigger.
"""
