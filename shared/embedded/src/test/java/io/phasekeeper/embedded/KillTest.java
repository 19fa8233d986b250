package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.warehouse.TableRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call wrote is there after {@code kill -9}, whenever it comes. */
final class KillTest {
  @TempDir private Path directory;

  private long merged;
  private final Set<String> created = new HashSet<>();
  private long appended;
  private final Set<String> published = new HashSet<>();
  private final Set<String> acknowledged = new HashSet<>();

  @Test
  void whatACallHadDoneWhenItReturnedOutlivesKillMinusNine() throws Exception {
    for (int round = 1; round <= 3; round++) {
      writeAndKillAfter(round * 60);
      assertThat(merged).as("the writer wrote").isPositive();
      look(round);
    }
  }

  private void writeAndKillAfter(int lines) throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                directory.resolve("phasekeeper").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = writer.inputReader()) {
      int read = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        note(line);
        read++;
        if (read == lines) {
          // SIGKILL; what the pipe still holds was said before it, and counts too.
          assertThat(writer.toHandle().destroyForcibly()).isTrue();
        }
      }
      assertThat(read).isGreaterThanOrEqualTo(lines);
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  private void note(String line) {
    String what = line.substring(line.indexOf(' ') + 1);
    switch (line.substring(0, line.indexOf(' '))) {
      case "merged" -> merged = Long.parseLong(what);
      case "created" -> created.add(what);
      case "appended" -> appended++;
      case "published" -> published.add(what);
      case "acknowledged" -> acknowledged.add(what);
      default -> assertThat(line).startsWith("taken ");
    }
  }

  private void look(int round) {
    try (DuckDbWarehouse warehouse =
        DuckDbWarehouse.open(directory.resolve("phasekeeper.duckdb"))) {
      LocalDate day = KilledWriter.DAY;
      long rows =
          warehouse.rowCounts(new TableRef("d.t", "day", Map.of()), day, day).getOrDefault(day, 0L);
      assertThat(rows).as("the rows of whole appends").isIn(2 * appended, 2 * (appended + 1));
      appended = rows / 2;
    }
    try (H2Database database = H2Database.open(directory.resolve("phasekeeper"))) {
      H2DocumentStore documents = new H2DocumentStore(database);
      long found = (Long) documents.get(KilledWriter.LEDGER).orElseThrow().fields().get("n");
      assertThat(found).as("the last merge, or the one it died in").isBetween(merged, merged + 1);
      for (String n : created) {
        assertThat(documents.get(new DocumentPath("trigger", n))).as("created %s", n).isPresent();
      }

      H2Messages later =
          new H2Messages(
              database, InstantSource.fixed(KilledWriter.NOW.plus(Duration.ofHours(round))));
      Subscription subscription = later.subscribe("s", "t", RedeliveryPolicy.STANDARD);
      Set<String> comeAgain = new HashSet<>();
      subscription
          .pull(10_000)
          .forEach(
              each -> {
                comeAgain.add(each.messageId());
                // The next writer's clock stands before that: nothing of it is due there.
                subscription.giveBack(each, Duration.ZERO);
              });
      Set<String> missing = new HashSet<>(published);
      missing.removeAll(acknowledged);
      missing.removeAll(comeAgain);
      assertThat(missing.size()).as("acknowledged but not said so: %s", missing).isLessThan(2);
      assertThat(comeAgain).doesNotContainAnyElementsOf(acknowledged);
      acknowledged.addAll(missing);
    }
  }
}
