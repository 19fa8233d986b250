-- How many rows and how many different keys each date has, how many keys stand there more than once, and one of those.
-- NULLs in a key are alike.
SELECT
  data_date,
  SUM(row_count) AS row_count,
  COUNT(*) AS key_count,
  COUNT(CASE WHEN row_count > 1 THEN 1 END) AS repeated,
  MAX(CASE WHEN row_count > 1 THEN {example} END) AS example
FROM (
  SELECT {date} AS data_date, {keys}, COUNT(*) AS row_count
  FROM {table}
  WHERE {date} BETWEEN @from_date AND @to_date
    {and_where}
  GROUP BY {grouped}
)
GROUP BY data_date
ORDER BY data_date
