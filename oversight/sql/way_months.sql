-- Ways from one step to the next by month and place: how often each was taken, how often backwards, and how many working
-- days passed between the decision and the arrival. A decision that opened several seats of one step took the way once.
taken AS (
    SELECT date_trunc('month', min(f.opened_at) AT TIME ZONE 'Asia/Shanghai')::date AS month,
        w.organisation_id AS organisation, w.flow_key, w.step, f.step AS to_step, bool_or(f.why = 'returned') AS back,
        (w.closed_at AT TIME ZONE 'Asia/Shanghai')::date AS left_on,
        (min(f.opened_at) AT TIME ZONE 'Asia/Shanghai')::date AS reached_on
    FROM engine_workitem f JOIN engine_workitem w ON w.task_id = f.cause_id AND w.proceeding_id = f.proceeding_id
    WHERE f.opened_at >= %(since)s AND w.decided_at IS NOT NULL
    GROUP BY w.task_id, f.step
),
timed AS (
    SELECT t.month, b.place, t.flow_key, t.step, t.to_step, GREATEST(0, last.n - first.n) AS days, count(*) AS n,
        count(*) FILTER (WHERE t.back) AS back
    FROM taken t
    JOIN belongs b ON b.organisation = t.organisation
    JOIN calendar first ON first.day = t.left_on
    JOIN calendar last ON last.day = t.reached_on
    GROUP BY 1, 2, 3, 4, 5, 6
)
INSERT INTO oversight_waymonth (month, place_id, flow_key, step, to_step, taken, back, times, counted_at)
SELECT month, place, flow_key, step, to_step, sum(n)::int, sum(back)::int, jsonb_object_agg(days, n), %(now)s
FROM timed GROUP BY 1, 2, 3, 4, 5
