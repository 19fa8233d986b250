-- How many rows each date has, both ends included; dates without rows are absent.
SELECT {date} AS data_date, COUNT(*) AS row_count
FROM {table}
WHERE {date} BETWEEN @from_date AND @to_date
  {and_where}
GROUP BY 1
ORDER BY 1
