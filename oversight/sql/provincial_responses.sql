-- How long the departments of the province took over the filings of some counties that were sent in a period: to sign
-- for them, from there to the registration, and from there to the first letter of findings or request of supplement.
sent AS (
    SELECT a.organisation_id AS organisation, (f.sent_at AT TIME ZONE 'Asia/Shanghai')::date AS sent_on,
        (a.received_at AT TIME ZONE 'Asia/Shanghai')::date AS received_on,
        (a.registered_at AT TIME ZONE 'Asia/Shanghai')::date AS registered_on,
        (SELECT min(i.document_date) FROM documents_issueddocument i
            WHERE i.dossier_id = a.dossier_id AND i.issuer_id = a.organisation_id AND i.kind IN ('D08', 'D19')) AS asked_on
    FROM plans_filingaddressee a
    JOIN plans_filing f ON f.id = a.filing_id
    JOIN core_organisation c ON c.id = a.county_id
    WHERE f.sent_at >= %(first)s AND f.sent_at < %(end)s AND c.path LIKE ANY (%(areas)s)
),
taken AS (
    SELECT s.organisation, r.n - b.n AS receipt, g.n - r.n AS registration, q.n - r.n AS findings
    FROM sent s
    JOIN calendar b ON b.day = s.sent_on
    LEFT JOIN calendar r ON r.day = s.received_on
    LEFT JOIN calendar g ON g.day = s.registered_on
    LEFT JOIN calendar q ON q.day = s.asked_on
)
SELECT o.name, count(*), count(t.receipt), percentile_disc(0.5) WITHIN GROUP (ORDER BY t.receipt),
    count(t.registration), percentile_disc(0.5) WITHIN GROUP (ORDER BY t.registration),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY t.registration),
    count(t.findings), percentile_disc(0.5) WITHIN GROUP (ORDER BY t.findings)
FROM taken t JOIN core_organisation o ON o.id = t.organisation
GROUP BY o.id, o.name, o.path ORDER BY o.path
