"""Everything that people do with a dossier, at random, and what must hold after every act.

Nothing here is loaded by the running system: the proof `desk-acts` imports it.
"""
