"""Back-up and restore: database and files together, and a certificate of what was compared.

An archive is a folder: `database.dump` (pg_dump's own format), `files/` (the stored files under their hashes),
`SHA256SUMS` (every part, so that `sha256sum --check` works without this program) and `manifest.json`, which says
what the database held at the moment of the back-up.
"""
