-- The same months without the kept counts: every item read, for the bench to compare with.
plain AS (
    SELECT d.month, d.flow_key, d.step, count(*) AS decided, count(*) FILTER (WHERE d.late) AS late,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY d.days) AS median,
        percentile_disc(0.9) WITHIN GROUP (ORDER BY d.days) AS p90
    FROM decided d JOIN core_organisation o ON o.id = d.organisation
    WHERE o.path LIKE %(place)s
    GROUP BY 1, 2, 3
)
SELECT month, flow_key, step, decided, late, median, p90 FROM plain ORDER BY 1, 2, 3
