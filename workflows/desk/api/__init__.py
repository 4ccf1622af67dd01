"""What programs are offered under /api/v1: the inbox, its acts, dossiers and files, by the services of the pages.

`endpoints` lists what there is and imports nothing of the framework, so that a command which never answers a request
does not pay for it; `views` are imported by the first request.
"""
