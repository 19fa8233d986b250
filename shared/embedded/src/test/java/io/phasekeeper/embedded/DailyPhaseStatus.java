package io.phasekeeper.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** The query of the view {@code daily_phase_status}, as if a day were today. */
final class DailyPhaseStatus {
  private DailyPhaseStatus() {}

  static String query(Path home, LocalDate today) {
    try {
      String ddl = Files.readString(home.resolve("pipelines/nba/ddl/60-orchestration.sql"));
      String query = ddl.substring(ddl.indexOf("AS\nWITH") + 3).strip().replaceAll(";$", "");
      return query.replace("CURRENT_DATE('America/New_York')", "DATE '" + today + "'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
