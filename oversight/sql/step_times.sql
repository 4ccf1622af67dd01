-- One row for each step decided since a moment: how many working days its limit ran, whether that was too long, and
-- whether it was given back. The day of arrival does not count, pauses do not, the first day after a notice is the start
-- (the same count as the deadline's own, B30). What was given back before that day took none.
decided AS (
    SELECT date_trunc('month', w.closed_at AT TIME ZONE 'Asia/Shanghai')::date AS month,
        w.organisation_id AS organisation, w.flow_key, w.step, w.closed_at > w.due_at AS late,
        COALESCE(o.decision = 'return', false) AS returned,
        GREATEST(0, last.n - first.n - CASE WHEN w.pauses = '[]' THEN 0 ELSE (
            SELECT COALESCE(sum(GREATEST(0, until.n - since.n)), 0)
            FROM jsonb_array_elements(w.pauses) AS pause
            JOIN calendar until
                ON until.day = LEAST(((pause ->> 1)::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, last.day)
            JOIN calendar since
                ON since.day = GREATEST(
                    ((pause ->> 0)::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
                        - CASE WHEN pause ->> 2 = 'withdrawn' THEN 0 ELSE 1 END,
                    first.day)
        ) END)::int AS days
    FROM engine_workitem w
    JOIN calendar last ON last.day = (w.closed_at AT TIME ZONE 'Asia/Shanghai')::date
    JOIN calendar first ON first.day = LEAST(last.day, GREATEST(
        (COALESCE(w.counted_from, w.opened_at) AT TIME ZONE 'Asia/Shanghai')::date, w.not_before))
    LEFT JOIN engine_opinion o ON o.task_id = w.task_id AND o.withdrawn_at IS NULL
    WHERE w.decided_at IS NOT NULL AND w.closed_at >= %(since)s
)
