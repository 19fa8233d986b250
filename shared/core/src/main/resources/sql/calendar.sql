-- The entities of each date, once each. Of rows that repeat one, the one with the latest start speaks for it, then
-- the one whose status, then whose parts, sort last: any rule would do, but it must be one. Without NULLS LAST,
-- whose defaults differ between dialects.
SELECT
  {date} AS entry_date,
  {id} AS entry_id,
  {starts} AS starts_at,
  {status} AS entry_status
  {parts}
FROM {table}
WHERE {date} BETWEEN @from_date AND @to_date
  AND {id} IS NOT NULL
  AND {id} != ''
  {and_where}
QUALIFY
  ROW_NUMBER() OVER (
    PARTITION BY {date}, {id}
    ORDER BY
      COALESCE({starts}, TIMESTAMP '1970-01-01 00:00:00+00') DESC,
      COALESCE({status}, '') DESC
      {parts_order})
  = 1
ORDER BY entry_date, entry_id
