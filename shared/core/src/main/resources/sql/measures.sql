-- How the rows of each date, and of each part of it, stand: how many there are, how many belong to the population, how
-- many of those satisfy the condition, and when the oldest and the newest were written. Dates and parts without rows are
-- absent.
SELECT
  data_date,
  part,
  COUNT(*) AS row_count,
  COUNT(CASE WHEN belongs THEN 1 END) AS population,
  COUNT(CASE WHEN belongs AND satisfies THEN 1 END) AS satisfying,
  MIN(written_at) AS oldest,
  MAX(written_at) AS newest
FROM (
  SELECT
    {date} AS data_date,
    {part} AS part,
    {population} AS belongs,
    {satisfied} AS satisfies,
    {written} AS written_at
  FROM {table}
  WHERE {date} BETWEEN @from_date AND @to_date
    {and_where}
)
GROUP BY data_date, part
ORDER BY data_date, part
