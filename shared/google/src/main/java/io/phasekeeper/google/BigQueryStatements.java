package io.phasekeeper.google;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.RetryOption;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryError;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.DataFormatOptions;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobException;
import com.google.cloud.bigquery.JobStatistics;
import com.google.cloud.bigquery.JobStatus;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.QueryParameterValue;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.TableResult;
import com.google.cloud.http.HttpTransportOptions;
import com.google.common.base.Suppliers;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.SqlType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs GoogleSQL statements in BigQuery, each within limits of time and bytes, and labelled with
 * its question so that a bill can be read.
 *
 * <p>A statement is one {@code jobs.query}. The job's own time-out is not set, because with it the
 * client sends two calls instead of one; the time is kept here, and a job that outlives it is
 * cancelled.
 */
final class BigQueryStatements {
  /** How long, and how much, a statement may take. */
  record Limits(
      Duration connect, Duration oneCall, Duration allTries, Duration wholeJob, long bytesBilled) {
    /** Every table is pruned by its date, so that a statement reads megabytes: 1 GiB is a fault. */
    static final Limits STANDARD =
        new Limits(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(12),
            Duration.ofSeconds(20),
            1L << 30);

    /** A statement, whatever happens: all tries, the job, and one call more to cancel it. */
    Duration whole() {
      return allTries.plus(wholeJob).plus(oneCall);
    }
  }

  /**
   * Statements run in threads of their own: the client takes a read time-out, an {@code
   * InterruptedIOException}, for an interruption, and leaves its thread marked as interrupted, in
   * which then every later call of anybody fails.
   */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "bigquery");
            thread.setDaemon(true);
            return thread;
          });

  private final Supplier<BigQuery> bigQuery;
  private final Limits limits;
  private final String where;

  /**
   * @param bigQuery asked with the first statement: most completions need no warehouse, and a cold
   *     start is not to wait for its client
   */
  private BigQueryStatements(Supplier<BigQuery> bigQuery, String project, Limits limits) {
    this.bigQuery = Suppliers.memoize(bigQuery::get);
    this.limits = limits;
    this.where = " (project " + project + ")";
  }

  /**
   * Opens a client; nothing is sent before the first statement.
   *
   * @param emulatorHost {@code host:port}, or an address with its scheme, that is asked without
   *     credentials; none: Google Cloud, with the application default credentials
   */
  static BigQueryStatements open(String project, Optional<String> emulatorHost, Limits limits) {
    BigQueryOptions.Builder options =
        BigQueryOptions.newBuilder()
            .setProjectId(project)
            // As whole microseconds: by default a TIMESTAMP comes as a rounded floating-point
            // number.
            .setDataFormatOptions(DataFormatOptions.newBuilder().useInt64Timestamp(true).build())
            .setResultRetryAlgorithm(BigQueryFailures.retries())
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setInitialRetryDelayDuration(Duration.ofMillis(200))
                    .setRetryDelayMultiplier(2)
                    .setMaxRetryDelayDuration(Duration.ofSeconds(2))
                    .setTotalTimeoutDuration(limits.allTries())
                    .build())
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout((int) limits.connect().toMillis())
                    .setReadTimeout((int) limits.oneCall().toMillis())
                    .build());
    emulatorHost.ifPresent(
        host ->
            options
                .setHost(host.contains("://") ? host : "http://" + host)
                .setCredentials(NoCredentials.getInstance()));
    return new BigQueryStatements(() -> options.build().getService(), project, limits);
  }

  /**
   * Runs a statement to its end and returns all its rows; none for one that only writes.
   *
   * @param question what is asked, in lower-case letters, digits and dashes: the job's label
   * @param table whom it is asked of, for messages
   */
  List<BigQueryRow> run(String question, String table, SqlStatement statement) {
    String what = question + " of " + table + where;
    return answered(what, () -> rows(what, configuration(question, statement)));
  }

  /**
   * Runs a statement that changes rows, to its end.
   *
   * @return how many rows it changed
   */
  long change(String question, String table, SqlStatement statement) {
    String what = question + " of " + table + where;
    return answered(what, () -> changed(what, configuration(question, statement)));
  }

  private <T> T answered(String what, Callable<T> work) {
    Future<T> answer = THREADS.submit(work);
    try {
      return answer.get(limits.whole().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(what, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unanswered(what, "no answer within " + limits.whole(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw unanswered(what, "interrupted", e);
    }
  }

  private PortFailure failure(String what, Throwable thrown) {
    if (thrown instanceof PortFailure told) {
      return told;
    }
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof InterruptedException) {
        return unanswered(what, "no answer within " + limits.oneCall(), thrown);
      }
    }
    if (thrown instanceof JobException job) {
      return BigQueryFailures.failure(what, new BigQueryException(job.getErrors()));
    }
    return thrown instanceof BigQueryException told
        ? BigQueryFailures.failure(what, told)
        : new PortFailure(
            Service.BIGQUERY, Kind.UNAVAILABLE, "bigquery: " + what + ": " + thrown, thrown);
  }

  private static PortFailure unanswered(String what, String why, Throwable thrown) {
    return new PortFailure(
        Service.BIGQUERY,
        Kind.UNAVAILABLE,
        "bigquery: " + what + ": " + why + "; the outcome is unknown",
        thrown);
  }

  private List<BigQueryRow> rows(String what, QueryJobConfiguration configuration)
      throws InterruptedException {
    Object answer =
        bigQuery.get().queryWithTimeout(configuration, null, limits.oneCall().toMillis() / 2);
    TableResult result = answer instanceof Job job ? finished(what, job) : (TableResult) answer;
    FieldList fields =
        Optional.ofNullable(result.getSchema()).map(Schema::getFields).orElse(FieldList.of());
    List<BigQueryRow> rows = new ArrayList<>();
    result.iterateAll().forEach(row -> rows.add(new BigQueryRow(what, fields, row)));
    return rows;
  }

  private long changed(String what, QueryJobConfiguration configuration)
      throws InterruptedException {
    Object answer =
        bigQuery.get().queryWithTimeout(configuration, null, limits.oneCall().toMillis() / 2);
    Job job =
        answer instanceof Job begun
            ? done(what, begun)
            : bigQuery.get().getJob(((TableResult) answer).getJobId());
    Long rows = ((JobStatistics.QueryStatistics) job.getStatistics()).getNumDmlAffectedRows();
    return rows == null ? 0 : rows;
  }

  private QueryJobConfiguration configuration(String question, SqlStatement statement) {
    QueryJobConfiguration.Builder configuration =
        QueryJobConfiguration.newBuilder(statement.text())
            .setUseLegacySql(false)
            .setMaximumBytesBilled(limits.bytesBilled())
            .setLabels(Map.of("app", "phasekeeper", "question", question));
    statement
        .parameters()
        .forEach((name, value) -> configuration.addNamedParameter(name, parameter(value)));
    return configuration.build();
  }

  /** The result of a statement that was not done with the first answer, or that only writes. */
  private TableResult finished(String what, Job job) throws InterruptedException {
    return done(what, job).getQueryResults();
  }

  private Job done(String what, Job job) throws InterruptedException {
    // When its patience is over, waitFor returns the job as it is; getQueryResults would wait on,
    // for hours.
    @Nullable Job now =
        job.waitFor(
            RetryOption.initialRetryDelayDuration(Duration.ofMillis(100)),
            RetryOption.retryDelayMultiplier(1.5),
            RetryOption.maxRetryDelayDuration(Duration.ofSeconds(1)),
            RetryOption.totalTimeoutDuration(limits.wholeJob()));
    if (now == null) {
      throw new PortFailure(
          Service.BIGQUERY,
          Kind.UNAVAILABLE,
          "bigquery: " + what + ": its job " + job.getJobId().getJob() + " has vanished");
    }
    @Nullable BigQueryError error = now.getStatus().getError();
    if (error != null) {
      throw new BigQueryException(List.of(error));
    }
    if (!JobStatus.State.DONE.equals(now.getStatus().getState())) {
      throw new PortFailure(
          Service.BIGQUERY,
          Kind.UNAVAILABLE,
          "bigquery: " + what + ": not done within " + limits.wholeJob() + "; " + cancelled(now));
    }
    return now;
  }

  private String cancelled(Job job) {
    try {
      return job.cancel() ? "its job was cancelled" : "its job could not be cancelled";
    } catch (BigQueryException e) {
      return "its job could not be cancelled: " + e.getMessage();
    }
  }

  private static QueryParameterValue parameter(Object value) {
    return switch (SqlType.of(value)) {
      case STRING -> QueryParameterValue.string((String) value);
      case INT64 -> QueryParameterValue.int64(((Number) value).longValue());
      case FLOAT64 -> QueryParameterValue.float64((Double) value);
      case BOOL -> QueryParameterValue.bool((Boolean) value);
      case DATE -> QueryParameterValue.date(value.toString());
      case TIMESTAMP ->
          QueryParameterValue.timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
    };
  }
}
