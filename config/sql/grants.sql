-- What the application's and the auditor's role may do. Run by the owner after every migration, since new tables
-- come with no rights; `manage.py grant_database_roles` does it. Repeating it changes nothing.

GRANT USAGE ON SCHEMA public TO tongchou_app, tongchou_auditor;

-- The application reads and writes rows and nothing else: no table is made, changed or emptied by it.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tongchou_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO tongchou_app;

-- The ledger and its anchors are written once.
REVOKE UPDATE, DELETE ON core_ledgerentry, core_ledgeranchor FROM tongchou_app;

-- Which migrations have run is the owner's business.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM tongchou_app;

-- The auditor reads everything but what would let him act as someone else.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO tongchou_auditor;
REVOKE SELECT ON django_session, core_user FROM tongchou_auditor;
GRANT SELECT (id, username, name, is_active, date_joined, last_login) ON core_user TO tongchou_auditor;
