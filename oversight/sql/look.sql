-- One look at a record of personal data: a row for each viewer, record and day; looking again counts on.
INSERT INTO oversight_personallook AS kept
    (county_id, viewer_id, what, subject, label, day, first_at, last_at, times)
VALUES (%(county)s, %(viewer)s, %(what)s, %(subject)s, %(label)s, %(day)s, %(now)s, %(now)s, 1)
ON CONFLICT (viewer_id, what, subject, day)
DO UPDATE SET last_at = GREATEST(kept.last_at, EXCLUDED.last_at), times = kept.times + 1
