-- How an output stands beside its input on each date: how many rows each has, and when the newest was written; of the
-- input also how many different values of a column there are, or rows where none is told apart, and how many of those
-- first came after the output's newest row. Dates on which neither has rows are absent.
SELECT
  COALESCE(made.data_date, came.data_date) AS data_date,
  COALESCE(MAX(made.row_count), 0) AS output_rows,
  MAX(made.newest) AS output_newest,
  COALESCE(SUM(came.row_count), 0) AS input_rows,
  MAX(came.newest) AS input_newest,
  COALESCE(SUM(came.things), 0) AS things,
  COALESCE(SUM(CASE WHEN came.oldest > made.newest THEN came.things ELSE 0 END), 0) AS later
FROM (
  SELECT {date} AS data_date, COUNT(*) AS row_count, MAX({written}) AS newest
  FROM {table}
  WHERE {date} BETWEEN @from_date AND @to_date
    {and_where}
  GROUP BY 1
) AS made
FULL JOIN (
  SELECT
    {input_date} AS data_date,
    {input_part} AS part,
    COUNT(*) AS row_count,
    {things} AS things,
    MIN({written}) AS oldest,
    MAX({written}) AS newest
  FROM {input_table}
  WHERE {input_date} BETWEEN @from_date AND @to_date
    {input_and_where}
  GROUP BY 1, 2
) AS came
ON made.data_date = came.data_date
GROUP BY 1
ORDER BY 1
