-- Where each of the last seven days and today stands; today is the date in New York. Every day has a row, also one
-- without games; days to come have none. Each table is counted by the date of its data, not by when it was written.
CREATE OR REPLACE VIEW nba_orchestration.daily_phase_status AS
WITH
  days AS (
    SELECT DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 0 DAY) AS game_date
    UNION ALL SELECT DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 1 DAY)
    UNION ALL SELECT DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 2 DAY)
    UNION ALL SELECT DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 3 DAY)
    UNION ALL SELECT DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 4 DAY)
    UNION ALL SELECT DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 5 DAY)
    UNION ALL SELECT DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 6 DAY)
    UNION ALL SELECT DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 7 DAY)
  ),
  schedule AS (
    SELECT game_date, COUNT(DISTINCT game_id) AS games_scheduled
    FROM nba_raw.v_nbac_schedule_latest
    WHERE game_date >= DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 7 DAY)
      AND LOWER(COALESCE(game_status, '')) NOT IN ('postponed', 'cancelled')
    GROUP BY game_date
  ),
  phase2 AS (
    SELECT game_date, COUNT(DISTINCT game_id) AS phase2_games
    FROM nba_raw.nbac_player_boxscores
    WHERE game_date >= DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 7 DAY)
    GROUP BY game_date
  ),
  phase3 AS (
    SELECT game_date, COUNT(*) AS phase3_records
    FROM nba_analytics.player_game_summary
    WHERE game_date >= DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 7 DAY)
    GROUP BY game_date
  ),
  phase4 AS (
    SELECT
      game_date, COUNT(*) AS phase4_records, ROUND(AVG(feature_quality_score), 1) AS avg_quality
    FROM nba_predictions.ml_feature_store_v2
    WHERE game_date >= DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 7 DAY)
    GROUP BY game_date
  ),
  phase5 AS (
    SELECT game_date, COUNT(*) AS predictions
    FROM nba_predictions.player_prop_predictions
    WHERE game_date >= DATE_SUB(CURRENT_DATE('America/New_York'), INTERVAL 7 DAY)
      AND is_active
    GROUP BY game_date
  )
SELECT
  days.game_date AS game_date,
  COALESCE(schedule.games_scheduled, 0) AS games_scheduled,
  COALESCE(phase2.phase2_games, 0) AS phase2_games,
  COALESCE(phase3.phase3_records, 0) AS phase3_records,
  COALESCE(phase4.phase4_records, 0) AS phase4_records,
  phase4.avg_quality AS avg_quality,
  COALESCE(phase5.predictions, 0) AS predictions,
  CASE
    WHEN COALESCE(schedule.games_scheduled, 0) = 0 THEN 'NO_GAMES'
    WHEN COALESCE(phase5.predictions, 0) > 0 THEN 'COMPLETE'
    WHEN COALESCE(phase4.phase4_records, 0) > 0 THEN 'PHASE_5_PENDING'
    WHEN COALESCE(phase3.phase3_records, 0) > 0 THEN 'PHASE_4_STUCK'
    WHEN COALESCE(phase2.phase2_games, 0) > 0 THEN 'PHASE_3_PENDING'
    ELSE 'PHASE_2_PENDING'
  END AS pipeline_status
FROM days
LEFT JOIN schedule ON schedule.game_date = days.game_date
LEFT JOIN phase2 ON phase2.game_date = days.game_date
LEFT JOIN phase3 ON phase3.game_date = days.game_date
LEFT JOIN phase4 ON phase4.game_date = days.game_date
LEFT JOIN phase5 ON phase5.game_date = days.game_date
ORDER BY game_date DESC;
