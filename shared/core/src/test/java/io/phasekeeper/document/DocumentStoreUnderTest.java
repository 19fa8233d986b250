package io.phasekeeper.document;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the contract suites of {@link DocumentStore} share. */
public interface DocumentStoreUnderTest {
  /** Counts the documents of this JVM, so that tests on one store stay out of each other's way. */
  AtomicLong NUMBER = new AtomicLong();

  /** What an adapter may lack; its tests then show as skipped. */
  enum Capability {
    /** Refuses documents over 1 MiB. */
    SIZE_LIMIT,
    /** Keeps {@code Instant}s apart to the microsecond. */
    MICROSECONDS
  }

  /** The store under test; the same one during a test. */
  DocumentStore store();

  default Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /** A collection that nobody else uses. */
  default String collection() {
    return "contract_" + NUMBER.incrementAndGet();
  }

  default DocumentPath fresh() {
    return new DocumentPath(collection(), "2026-01-11");
  }

  default Map<String, Object> fieldsOf(DocumentPath path) {
    return store().get(path).orElseThrow().fields();
  }

  default List<String> ids(DocumentQuery query) {
    return store().query(query).stream().map(each -> each.path().id()).toList();
  }

  static Map<String, Object> withNull(String name, Map<String, Object> others) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(others);
    fields.put(name, null);
    return DocumentValues.frozenMap(fields);
  }

  /** A writer, told its number. */
  interface Writer<T> {
    T write(int number) throws Exception;
  }

  /** What so many writers answer, in the order of their numbers, all started at once. */
  static <T> List<T> atOnce(int writers, Writer<T> writer) {
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      var start = new java.util.concurrent.CountDownLatch(1);
      List<Callable<T>> calls = new ArrayList<>();
      for (int number = 0; number < writers; number++) {
        int mine = number;
        calls.add(
            () -> {
              start.await();
              return writer.write(mine);
            });
      }
      var running = calls.stream().map(pool::submit).toList();
      start.countDown();
      List<T> answers = new ArrayList<>();
      for (var each : running) {
        answers.add(each.get(60, java.util.concurrent.TimeUnit.SECONDS));
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("a writer failed", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
