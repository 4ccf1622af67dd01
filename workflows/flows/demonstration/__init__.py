"""The demonstration province: one county with people in every post and work waiting in every inbox.

Everything here passes through the same services and `desk.decide` as real work, at real distances in time: a
notice of ten days stood ten days. People are named by their posts, places are those of the division table,
projects are made up.
"""
