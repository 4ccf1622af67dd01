-- The same months without the kept counts: every item read, for the bench to compare with.
SELECT d.month, d.flow_key, d.step, count(*), count(*) FILTER (WHERE d.late),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY d.days), percentile_disc(0.9) WITHIN GROUP (ORDER BY d.days)
FROM decided d JOIN core_organisation o ON o.id = d.organisation
WHERE o.path LIKE %(place)s
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
