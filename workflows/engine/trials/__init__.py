"""Small regulations, and the people for them, on which the engine is tested, raced and measured.

Nothing here is loaded by the running system: tests, proofs and benchmarks import it, and `open_trials()` makes the
flows known.
"""
