package io.phasekeeper.event;

import java.util.Locale;

/** What a processor says became of its run (CONTRACT §2). */
public enum ReportStatus {
  SUCCESS,
  PARTIAL,
  NO_DATA,
  FAILED,
  SKIPPED,
  /** A word that nobody agreed on: recorded, never counted. */
  UNKNOWN;

  /** The status that a message's word stands for; any case. */
  public static ReportStatus ofMessage(String word) {
    return switch (word.trim().toLowerCase(Locale.ROOT)) {
      case "success" -> SUCCESS;
      case "partial" -> PARTIAL;
      case "no_data" -> NO_DATA;
      case "failed" -> FAILED;
      case "skipped" -> SKIPPED;
      default -> UNKNOWN;
    };
  }

  /** The status that a ledger entry's word stands for, where {@code completed} means success. */
  public static ReportStatus ofLedger(String word) {
    return word.trim().equalsIgnoreCase("completed") ? SUCCESS : ofMessage(word);
  }

  /** The word in messages and documents. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether it claims rows: such reports are completions, the others explain why one is missing.
   */
  public boolean claimsRows() {
    return this == SUCCESS || this == PARTIAL;
  }
}
