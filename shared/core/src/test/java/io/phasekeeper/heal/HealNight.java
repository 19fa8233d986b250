package io.phasekeeper.heal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.Pause;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.file.MemoryFileStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.Warehouse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.threeten.extra.MutableClock;

/**
 * A dairy whose outputs are healed, in memory: milk comes from elsewhere, cheese is made of the
 * day's milk, totals of three days of cheese. Two vats ask for work on {@link #DATE} and the three
 * days before. The service works at once, or answers as a test says. With {@link #withLabels} it
 * also writes a file of labels, of the day's totals.
 */
final class HealNight implements Platform {
  static final LocalDate DATE = LocalDate.of(2026, 3, 10);
  static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

  private static final String FILE =
      """
      pipeline: dairy
      title: Cheese
      zone: Europe/Vienna
      run_history: dairy.runs
      written_column: written_at
      calendar:
        table: dairy.vats
        date_column: day
        id_column: vat
        starts_column: opens_at
        status_column: status
        without_work: [closed]
        lasts: PT1H
      services:
        cellar:
          title: The cellar
          url_env: PHASEKEEPER_CELLAR_URL
          path: /make
          fields: [day, what]
          date_fields: [day]
          body: {day: "{date}", what: "{processors}"}
          answers:
            - {status: 409, means: in_flight}
      phases:
        fetch:
          title: Fetch
          completions: dairy-fetched
          processors:
            milk: {table: dairy.milk, date_column: day}
        make:
          title: Make
          service: cellar
          after: fetch
          trigger: {topic: dairy-make}
          watch_start: false
          processors:
            cheese:
              table: dairy.cheese
              date_column: day
              needs: [milk]
              due: {daily: "04:00 D+1"}
            totals:
              table: dairy.totals
              date_column: day
              needs: [{processor: cheese, from: -2, to: 0}]
              due: {daily: "06:00 D+1"}
      """;

  static final String LABELS = "gs://dairy-shop/labels.json";

  private static final String WITH_LABELS =
      FILE
          + """
            labels:
              needs: [totals]
      files:
        labels:
          uri: gs://dairy-shop/labels.json
          made_by: labels
          holds_date: day
          holds_date_by: "07:00 D+1"
      """;

  private final Pipeline pipeline;
  final MemoryFileStore files = new MemoryFileStore();

  /** What happens while a call is made. */
  Runnable whileCalled = () -> {};

  /** Whether no file can be read. */
  boolean filesAway;

  final MutableClock clock = MutableClock.of(at("03:00", 1), ZoneOffset.UTC);
  final MemoryDocumentStore stored = new MemoryDocumentStore();
  final MemoryWarehouse tables = new MemoryWarehouse();
  final List<String> calls = new ArrayList<>();
  private final MemoryMessages sent = new MemoryMessages(clock);
  private DocumentStore documents = stored;
  private Warehouse warehouse = tables;
  private Mode mode = Mode.ON;
  private int status = 200;
  private boolean works = true;
  private boolean hollow;
  private SelfHeal heal;

  HealNight() {
    this(FILE);
  }

  /** The dairy writes labels, too; those of the day before are there. */
  static HealNight withLabels() {
    HealNight night = new HealNight(WITH_LABELS);
    night.labels(DATE.minusDays(1));
    return night;
  }

  /**
   * The dairy watches that cheese is newer than its milk, and that no wheel of it is there twice.
   */
  static HealNight withGates() {
    return new HealNight(
        FILE.replace(
            "needs: [milk]",
            """
            needs: [milk]
                    key: [day, number]
                    gates: [{newer_than: {input: milk}}, {unique: {}}]"""));
  }

  /** Cheese is due before the vats open, and of no use after that. */
  static HealNight ofUseBeforeTheVatsOpen() {
    return new HealNight(
        FILE.replace(
            "due: {daily: \"04:00 D+1\"}",
            """
            due: {daily: "07:50 D"}
                    useless_after_first_start: [daily]"""));
  }

  /** Neither cheese nor totals say when they are due. */
  static HealNight withoutDueTimes() {
    return new HealNight(
        FILE.replace("due: {daily: \"04:00 D+1\"}", "due: {}")
            .replace("due: {daily: \"06:00 D+1\"}", "due: {}"));
  }

  private HealNight(String file) {
    pipeline = PipelineFile.parse("dairy.yaml", file, Map.of());
    tables.declare("dairy.runs", "data_date");
    for (String table : List.of("vats", "milk", "cheese", "totals")) {
      tables.declare("dairy." + table, "day");
    }
    for (int day = -3; day <= 0; day++) {
      vats(DATE.plusDays(day), 2);
      rows("milk", DATE.plusDays(day), 100);
      if (day < 0) {
        rows("cheese", DATE.plusDays(day), 10);
        rows("totals", DATE.plusDays(day), 1);
      }
    }
    heal = new SelfHeal(this);
  }

  /** A time in Vienna on {@link #DATE}, or days after it. */
  static Instant at(String time, int days) {
    return DATE.plusDays(days).atTime(java.time.LocalTime.parse(time)).atZone(VIENNA).toInstant();
  }

  @CanIgnoreReturnValue
  HealNight restart() {
    heal = new SelfHeal(this);
    return this;
  }

  @CanIgnoreReturnValue
  HealNight with(DocumentStore other, Warehouse otherWarehouse) {
    documents = other;
    warehouse = otherWarehouse;
    return restart();
  }

  @CanIgnoreReturnValue
  HealNight in(Mode other) {
    mode = other;
    return restart();
  }

  void vats(LocalDate date, int count) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int vat = 1; vat <= count; vat++) {
      rows.add(
          Map.of(
              "day",
              date,
              "vat",
              "vat-" + vat,
              "opens_at",
              date.atTime(8, 0).atZone(VIENNA).toInstant(),
              "status",
              "open"));
    }
    tables.replaceRows("dairy.vats", "day", date, rows);
  }

  /** Rows of a table, written now, instead of those that were there. */
  void rows(String table, LocalDate date, int count) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(Map.of("day", date, "written_at", clock.instant(), "number", (long) row));
    }
    tables.replaceRows("dairy." + table, "day", date, rows);
  }

  /** The file of labels, written now for a date. */
  void labels(LocalDate date) {
    files.put(LABELS, clock.instant(), "{\"day\": \"" + date + "\"}");
  }

  /** Somebody notices something of an output and the date of the night by a gate, now. */
  void notices(FindingKind kind, String gate, String about) {
    var unused =
        new FindingBook(stored, pipeline)
            .open(
                "gate:" + gate,
                FindingDraft.of(kind, about, about + " is not as it should be", "")
                    .on(DATE)
                    .with("gate", gate),
                clock.instant());
  }

  /** A run of an output that began, or ended, now. */
  void run(String processor, LocalDate date, String id, String runStatus) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("processor_name", processor);
    row.put("run_id", id);
    row.put("status", runStatus);
    row.put("data_date", date);
    row.put("started_at", clock.instant());
    if (!runStatus.equals("running")) {
      row.put("processed_at", clock.instant());
    }
    tables.append("dairy.runs", List.of(row));
  }

  /** What the service answers from now on; it works only where it answers 200. */
  @CanIgnoreReturnValue
  HealNight answers(int other) {
    status = other;
    works = other == 200;
    return this;
  }

  /** The service takes every call, and does nothing. */
  @CanIgnoreReturnValue
  HealNight idle() {
    status = 200;
    works = false;
    return this;
  }

  /** Runs say {@code success} and make no rows. */
  @CanIgnoreReturnValue
  HealNight hollow(boolean other) {
    hollow = other;
    return this;
  }

  @CanIgnoreReturnValue
  HealReport ticks() {
    return heal.tick();
  }

  @CanIgnoreReturnValue
  HealReport ticksAt(String time, int days) {
    clock.setInstant(at(time, days));
    return ticks();
  }

  /** Ticks every five minutes for so long. */
  @CanIgnoreReturnValue
  HealNight passes(Duration duration) {
    for (long minute = 5; minute <= duration.toMinutes(); minute += 5) {
      clock.add(Duration.ofMinutes(5));
      var unused = ticks();
    }
    return this;
  }

  SelfHeal heal() {
    return heal;
  }

  long rowsOf(String table, LocalDate date) {
    return tables
        .rowCounts(
            new io.phasekeeper.warehouse.TableRef("dairy." + table, "day", Map.of()), date, date)
        .getOrDefault(date, 0L);
  }

  HealPlan plan(String output, LocalDate date) {
    return HealPlan.read(
        stored
            .get(HealPlan.path(pipeline, new OutputDate(output, date)))
            .orElseThrow(() -> new AssertionError("no plan for " + output + " of " + date)));
  }

  OutputRecord record(String output, LocalDate date) {
    return new OutputRecord(stored.get(OutputRecord.path(pipeline, new OutputDate(output, date))));
  }

  Optional<Document> breaker() {
    return stored.get(new DocumentPath(Breaker.COLLECTION, "dairy:cellar"));
  }

  /** Kinds and subjects of the findings in a state, such as {@code output-missing cheese}. */
  Set<String> findings(String state) {
    Set<String> found = new TreeSet<>();
    for (Document finding : stored.query(DocumentQuery.in(FindingBook.COLLECTION, 1_000))) {
      if (state.equals(finding.fields().get("state"))) {
        found.add(finding.fields().get("kind") + " " + finding.fields().get("about"));
      }
    }
    return found;
  }

  private final class Cellar implements ServiceClient {
    @Override
    public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
      JsonObject body = new Gson().fromJson(json, JsonObject.class);
      String what = body.getAsJsonArray("what").get(0).getAsString();
      LocalDate day = LocalDate.parse(body.get("day").getAsString());
      calls.add(what + " " + day);
      whileCalled.run();
      if (works) {
        run(what, day, what + "-" + day + "-" + calls.size(), "running");
        run(what, day, what + "-" + day + "-" + calls.size(), "success");
        if (hollow) {
          return Optional.of(new Answer(status, "{}"));
        }
        if (what.equals("labels")) {
          labels(day);
        } else {
          rows(what, day, 10);
        }
      }
      return Optional.of(new Answer(status, "{}"));
    }

    @Override
    public Optional<Answer> runJob(String job, Duration limit) {
      throw new AssertionError("the dairy has no jobs: " + job);
    }
  }

  @Override
  public CallPorts calls() {
    return new CallPorts(
        new Cellar(),
        name ->
            name.equals("PHASEKEEPER_CELLAR_URL")
                ? Optional.of("http://127.0.0.1:1")
                : Optional.empty(),
        Pause.NONE,
        () -> 0);
  }

  @Override
  public FileStore files() {
    return uri -> {
      if (filesAway) {
        throw new PortFailure(
            PortFailure.Service.STORAGE, PortFailure.Kind.UNAVAILABLE, "it is away");
      }
      return files.find(uri);
    };
  }

  @Override
  public Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public Settings settings() {
    return new Settings("dairy.yaml", mode, "dead");
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public Warehouse warehouse() {
    return warehouse;
  }

  @Override
  public Messages messages() {
    return sent;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }
}
