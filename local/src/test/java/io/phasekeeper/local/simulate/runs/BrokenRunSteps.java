package io.phasekeeper.local.simulate.runs;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.run.RunCleanup;
import io.phasekeeper.run.RunReport;
import io.phasekeeper.run.StoredRun;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The cleanup of runs, with one step broken on purpose: between it and its ports. */
final class BrokenRunSteps {
  private BrokenRunSteps() {}

  /** A call to a port that does something else. */
  private interface Instead {
    @Nullable Object call(Object[] arguments, Real real) throws Throwable;
  }

  /** What the port would have done. */
  private interface Real {
    @Nullable Object call() throws Throwable;
  }

  private static <T> T instead(Class<T> port, T real, Map<String, Instead> broken) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              Real through = () -> invoke(method, real, arguments);
              Instead other = broken.get(method.getName());
              return other == null ? through.call() : other.call(arguments, through);
            }));
  }

  private static @Nullable Object invoke(Method method, Object real, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private record Broken(
      Pipeline pipeline,
      Settings settings,
      DocumentStore documents,
      Warehouse warehouse,
      Messages messages,
      InstantSource clock)
      implements Platform {}

  private static RunDay.Sweeper tables(Platform platform, Map<String, Instead> broken) {
    Warehouse warehouse = instead(Warehouse.class, platform.warehouse(), broken);
    return on(platform, platform.documents(), warehouse, platform.clock());
  }

  private static RunDay.Sweeper documents(Platform platform, Map<String, Instead> broken) {
    DocumentStore documents = instead(DocumentStore.class, platform.documents(), broken);
    return on(platform, documents, platform.warehouse(), platform.clock());
  }

  private static RunDay.Sweeper on(
      Platform platform, DocumentStore documents, Warehouse warehouse, InstantSource clock) {
    RunCleanup cleanup =
        new RunCleanup(
            new Broken(
                platform.pipeline(),
                platform.settings(),
                documents,
                warehouse,
                platform.messages(),
                clock));
    return cleanup::sweep;
  }

  private static boolean in(String collection, Object[] arguments) {
    return arguments[0] instanceof DocumentPath path && path.collection().equals(collection);
  }

  // --- The steps
  // ----------------------------------------------------------------------------------

  static RunDay.Sweeper neverSweeps(Platform platform) {
    return () ->
        new RunReport(
            platform.pipeline().hash(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false);
  }

  /** Decides on the runs that were open at the tick before. */
  static RunDay.Sweeper readsLate(Platform platform) {
    List<Object> before = new ArrayList<>(List.of(List.of()));
    return tables(
        platform,
        Map.of(
            "openRuns",
            (arguments, real) -> {
              before.add(real.call());
              return before.remove(0);
            }));
  }

  static RunDay.Sweeper hearsNoBeats(Platform platform) {
    String collection = platform.pipeline().heartbeats().orElseThrow();
    return documents(
        platform,
        Map.of(
            "getAll",
            (arguments, real) -> {
              Map<?, ?> found = new LinkedHashMap<>((Map<?, ?>) real.call());
              found.keySet().removeIf(path -> in(collection, new Object[] {path}));
              return found;
            },
            "query",
            (arguments, real) ->
                ((DocumentQuery) arguments[0]).collection().equals(collection)
                        && ((DocumentQuery) arguments[0])
                            .conditions().stream().anyMatch(c -> c.field().equals("run_id"))
                    ? List.of()
                    : real.call()));
  }

  static RunDay.Sweeper clockTenMinutesAhead(Platform platform) {
    return on(
        platform,
        platform.documents(),
        platform.warehouse(),
        () -> platform.clock().instant().plus(Duration.ofMinutes(10)));
  }

  static RunDay.Sweeper believesEveryOutput(Platform platform) {
    return tables(
        platform,
        Map.of(
            "rowCounts",
            (arguments, real) -> {
              Map<LocalDate, Long> counts = new TreeMap<>();
              counts.put((LocalDate) arguments[1], 10_000L);
              return counts;
            },
            "measure",
            (arguments, real) -> {
              Measure question = (Measure) arguments[0];
              return List.of(
                  new Measured(
                      question.from(),
                      "",
                      10_000,
                      10_000,
                      10_000,
                      Optional.empty(),
                      Optional.empty()));
            }));
  }

  /** Does not look when rows were written. */
  static RunDay.Sweeper takesOldRowsForNew(Platform platform) {
    return tables(
        platform,
        Map.of(
            "measure",
            (arguments, real) ->
                ((List<?>) real.call())
                    .stream()
                        .map(Measured.class::cast)
                        .map(
                            each ->
                                new Measured(
                                    each.date(),
                                    each.part(),
                                    each.rows(),
                                    each.population(),
                                    each.satisfying(),
                                    Optional.empty(),
                                    Optional.empty()))
                        .toList()));
  }

  /** Hears beats, and not what the last of them says. */
  static RunDay.Sweeper believesNoLastWord(Platform platform) {
    String collection = platform.pipeline().heartbeats().orElseThrow();
    return documents(
        platform,
        Map.of(
            "getAll",
            (arguments, real) -> {
              Map<DocumentPath, Document> found = new LinkedHashMap<>();
              ((Map<?, ?>) real.call())
                  .forEach(
                      (path, document) ->
                          found.put(
                              (DocumentPath) path,
                              in(collection, new Object[] {path})
                                  ? mute((Document) document)
                                  : (Document) document));
              return found;
            }));
  }

  private static Document mute(Document beat) {
    Map<String, Object> fields = new LinkedHashMap<>(beat.fields());
    fields.put("status", "running");
    return new Document(beat.path(), fields, beat.revision());
  }

  static RunDay.Sweeper asksForNoRows(Platform platform) {
    return tables(
        platform,
        Map.of(
            "rowCounts",
            (arguments, real) -> arguments[0] instanceof TableRef ? new TreeMap<>() : real.call(),
            "measure",
            (arguments, real) -> List.of()));
  }

  static RunDay.Sweeper seesNoSuccess(Platform platform) {
    return tables(platform, Map.of("endedRuns", (arguments, real) -> List.of()));
  }

  static RunDay.Sweeper forgetsWhatWasRefused(Platform platform) {
    Instead swallow =
        (arguments, real) -> {
          try {
            return real.call();
          } catch (PortFailure refused) {
            return 1L;
          }
        };
    return tables(platform, Map.of("endRun", swallow, "appendRunEnd", swallow));
  }

  /** A lost answer, or none: it writes a row of its own beside the change. */
  static RunDay.Sweeper writesTwice(Platform platform) {
    return tables(
        platform,
        Map.of(
            "endRun",
            (arguments, real) -> {
              Object changed = real.call();
              RunEnd end = (RunEnd) arguments[1];
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("run_id", end.runId());
              row.put("status", end.status());
              row.put("processed_at", end.endedAt());
              end.dataDate().ifPresent(date -> row.put("data_date", date));
              platform.warehouse().append((String) arguments[0], List.of(row));
              return changed;
            }));
  }

  static RunDay.Sweeper leavesTheLedgerAlone(Platform platform) {
    return documents(
        platform,
        Map.of(
            "merge",
            (arguments, real) -> {
              DocumentPath path = (DocumentPath) arguments[0];
              return path.collection().endsWith("_completion") ? null : real.call();
            }));
  }

  static RunDay.Sweeper disbelievesTheRevived(Platform platform) {
    return documents(
        platform,
        Map.of(
            "merge",
            (arguments, real) -> {
              boolean revives =
                  in(StoredRun.COLLECTION, arguments)
                      && ((List<?>) arguments[1])
                          .stream()
                              .map(FieldChange.class::cast)
                              .anyMatch(c -> c.value().filter("revived"::equals).isPresent());
              return revives ? null : real.call();
            }));
  }

  static RunDay.Sweeper saysNothing(Platform platform) {
    return documents(
        platform,
        Map.of(
            "create",
            (arguments, real) ->
                in("phasekeeper_findings", arguments) ? (Object) true : real.call()));
  }

  static RunDay.Sweeper leavesThePending(Platform platform) {
    return documents(
        platform,
        Map.of(
            "query",
            (arguments, real) ->
                ((DocumentQuery) arguments[0]).collection().equals(StoredRun.COLLECTION)
                    ? List.of()
                    : real.call()));
  }

  static RunDay.Sweeper takesEveryoneForSilent(Platform platform) {
    String collection = platform.pipeline().heartbeats().orElseThrow();
    return documents(
        platform,
        Map.of(
            "query",
            (arguments, real) ->
                ((DocumentQuery) arguments[0]).collection().equals(collection)
                        && !everBeat((DocumentQuery) arguments[0])
                    ? List.of()
                    : real.call()));
  }

  /** Whether it asks for anybody who ever beat, not for who beat lately. */
  private static boolean everBeat(DocumentQuery query) {
    return query.conditions().stream().anyMatch(c -> c.value().equals(java.time.Instant.EPOCH));
  }
}
