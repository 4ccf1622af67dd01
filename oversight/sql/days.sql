-- The working calendar as handed in: each day, and how many working days there were up to and with it.
calendar AS MATERIALIZED (
    SELECT day, n FROM unnest(%(days)s::date[], %(counts)s::int[]) AS told(day, n)
)
