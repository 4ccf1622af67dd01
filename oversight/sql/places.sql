-- The province, the prefecture and the county that each organisation belongs to, by the codes in its path.
belongs AS MATERIALIZED (
    SELECT o.id AS organisation, p.id AS place
    FROM core_organisation o
    CROSS JOIN generate_series(1, 3) AS depth
    JOIN core_organisation p
        ON p.path = array_to_string((string_to_array(o.path, '/'))[1:depth], '/') || '/'
        AND p.kind IN ('province', 'prefecture', 'county')
)
