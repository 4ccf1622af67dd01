-- Steps by month and place, the times as a histogram of whole working days.
timed AS (
    SELECT d.month, b.place, d.flow_key, d.step, d.days, count(*) AS n, count(*) FILTER (WHERE d.late) AS late,
        count(*) FILTER (WHERE d.returned) AS returned
    FROM decided d JOIN belongs b ON b.organisation = d.organisation
    GROUP BY 1, 2, 3, 4, 5
),
told AS (
    SELECT month, place, flow_key, step, sum(n)::int AS decided, sum(late)::int AS late, sum(returned)::int AS returned,
        jsonb_object_agg(days, n) AS times
    FROM timed GROUP BY 1, 2, 3, 4
),
opened AS (
    SELECT date_trunc('month', w.opened_at AT TIME ZONE 'Asia/Shanghai')::date AS month, b.place, w.flow_key, w.step,
        count(*)::int AS n
    FROM engine_workitem w JOIN belongs b ON b.organisation = w.organisation_id
    WHERE w.opened_at >= %(since)s
    GROUP BY 1, 2, 3, 4
)
INSERT INTO oversight_stepmonth (month, place_id, flow_key, step, opened, decided, late, returned, times, counted_at)
SELECT COALESCE(t.month, o.month), COALESCE(t.place, o.place), COALESCE(t.flow_key, o.flow_key),
    COALESCE(t.step, o.step), COALESCE(o.n, 0), COALESCE(t.decided, 0), COALESCE(t.late, 0), COALESCE(t.returned, 0),
    COALESCE(t.times, '{}'), %(now)s
FROM told t
FULL JOIN opened o ON o.month = t.month AND o.place = t.place AND o.flow_key = t.flow_key AND o.step = t.step
