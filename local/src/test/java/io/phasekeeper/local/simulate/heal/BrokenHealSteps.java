package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.heal.HealPlan;
import io.phasekeeper.heal.HealReport;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.message.Messages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The healing, with one step broken on purpose: between it and its ports. */
final class BrokenHealSteps {
  private static final String OUTPUTS = "phasekeeper_outputs";
  private static final String BREAKERS = "phasekeeper_breakers";

  private BrokenHealSteps() {}

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
      InstantSource clock,
      CallPorts calls)
      implements Platform {}

  private static HealDay.Healer on(
      Platform platform,
      DocumentStore documents,
      Warehouse warehouse,
      InstantSource clock,
      CallPorts calls) {
    SelfHeal heal =
        new SelfHeal(
            new Broken(
                platform.pipeline(),
                platform.settings(),
                documents,
                warehouse,
                platform.messages(),
                clock,
                calls));
    return heal::tick;
  }

  private static HealDay.Healer documents(Platform platform, Map<String, Instead> broken) {
    return on(
        platform,
        instead(DocumentStore.class, platform.documents(), broken),
        platform.warehouse(),
        platform.clock(),
        platform.calls());
  }

  private static HealDay.Healer tables(Platform platform, Map<String, Instead> broken) {
    return on(
        platform,
        platform.documents(),
        instead(Warehouse.class, platform.warehouse(), broken),
        platform.clock(),
        platform.calls());
  }

  private static HealDay.Healer services(Platform platform, Map<String, Instead> broken) {
    CallPorts calls = platform.calls();
    return on(
        platform,
        platform.documents(),
        platform.warehouse(),
        platform.clock(),
        new CallPorts(
            instead(ServiceClient.class, calls.services(), broken),
            calls.variables(),
            calls.pause(),
            calls.chance()));
  }

  private static boolean in(String collection, Object[] arguments) {
    return arguments[0] instanceof DocumentPath path
        ? path.collection().equals(collection)
        : arguments[0] instanceof Document document
            && document.path().collection().equals(collection);
  }

  /** Documents of a collection are read without some of their fields. */
  private static Map<String, Instead> without(String collection, String... fields) {
    return Map.of(
        "get",
        (arguments, real) -> {
          Optional<?> found = (Optional<?>) real.call();
          if (!in(collection, arguments) || found == null || found.isEmpty()) {
            return found;
          }
          Document document = (Document) found.get();
          Map<String, Object> less = new LinkedHashMap<>(document.fields());
          less.keySet().removeAll(List.of(fields));
          return Optional.of(new Document(document.path(), less, document.revision()));
        });
  }

  /** Some tables are said to have rows for every date. */
  private static Instead full(Predicate<String> tables) {
    return (arguments, real) -> {
      UpstreamQuestion question = (UpstreamQuestion) arguments[0];
      UpstreamRows answer = (UpstreamRows) real.call();
      List<UpstreamRows.Count> counts = new ArrayList<>();
      for (int i = 0; i < question.tables().size(); i++) {
        int window = i;
        UpstreamQuestion.Window asked = question.tables().get(i);
        if (tables.test(asked.table().bareName())) {
          asked
              .from()
              .datesUntil(asked.to().plusDays(1))
              .forEach(date -> counts.add(new UpstreamRows.Count(window, date, 1_000)));
        } else {
          answer.counts().stream().filter(c -> c.window() == window).forEach(counts::add);
        }
      }
      return new UpstreamRows(counts, answer.runs());
    };
  }

  // --- The steps

  static HealDay.Healer neverTicks(Platform platform) {
    return () ->
        new HealReport(
            platform.pipeline().hash(),
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false);
  }

  static HealDay.Healer believesItsInputs(Platform platform) {
    Set<String> inputs = Set.of("scores", "feed", "roster", "cache", "context");
    return tables(platform, Map.of("upstream", full(inputs::contains)));
  }

  static HealDay.Healer believesItsOutputs(Platform platform) {
    int[] asked = {0};
    Instead everything = full(table -> true);
    return tables(
        platform,
        Map.of(
            "upstream",
            (arguments, real) ->
                ++asked[0] % 3 == 0 ? everything.call(arguments, real) : real.call()));
  }

  static HealDay.Healer seesNoRowsOfStats(Platform platform) {
    return tables(
        platform,
        Map.of(
            "upstream",
            (arguments, real) -> {
              UpstreamQuestion question = (UpstreamQuestion) arguments[0];
              UpstreamRows answer = (UpstreamRows) real.call();
              return new UpstreamRows(
                  answer.counts().stream()
                      .filter(
                          c ->
                              !question.tables().get(c.window()).table().bareName().equals("stats"))
                      .toList(),
                  answer.runs());
            }));
  }

  static HealDay.Healer worksEveryDay(Platform platform) {
    return tables(
        platform,
        Map.of(
            "calendar",
            (arguments, real) -> {
              List<CalendarEntry> all = new ArrayList<>();
              for (LocalDate date = (LocalDate) arguments[1];
                  !date.isAfter((LocalDate) arguments[2]);
                  date = date.plusDays(1)) {
                Instant start =
                    date.atTime(LocalTime.of(19, 0)).atZone(platform.pipeline().zone()).toInstant();
                all.add(
                    new CalendarEntry(
                        date, date + "-0", Optional.of(start), "scheduled", List.of()));
              }
              return all;
            }));
  }

  static HealDay.Healer knowsNoStarts(Platform platform) {
    return tables(
        platform,
        Map.of(
            "calendar",
            (arguments, real) ->
                ((List<?>) real.call())
                    .stream()
                        .map(CalendarEntry.class::cast)
                        .map(
                            e ->
                                new CalendarEntry(
                                    e.date(), e.id(), Optional.empty(), e.status(), e.parts()))
                        .toList()));
  }

  static HealDay.Healer clockAnHourAhead(Platform platform) {
    return on(
        platform,
        platform.documents(),
        platform.warehouse(),
        () -> platform.clock().instant().plus(Duration.ofHours(1)),
        platform.calls());
  }

  static HealDay.Healer storesNoClaim(Platform platform) {
    Instead claimed =
        (arguments, real) ->
            in(OUTPUTS, arguments) && claims(arguments[1]) ? (Object) true : real.call();
    return documents(platform, Map.of("create", claimed, "compareAndSet", claimed));
  }

  private static boolean claims(Object what) {
    return what instanceof Map<?, ?> fields
        ? fields.containsKey("in_flight")
        : ((List<?>) what)
            .stream()
                .map(FieldChange.class::cast)
                .anyMatch(
                    c -> c.path().names().equals(List.of("in_flight")) && c.value().isPresent());
  }

  static HealDay.Healer forgetsAttempts(Platform platform) {
    return documents(platform, without(OUTPUTS, "attempts", "without_effect"));
  }

  static HealDay.Healer forgetsWhatIsInFlight(Platform platform) {
    return documents(platform, without(OUTPUTS, "in_flight"));
  }

  static HealDay.Healer ignoresTheCoolDown(Platform platform) {
    return documents(platform, without(OUTPUTS, "cool_until"));
  }

  static HealDay.Healer ignoresCircuits(Platform platform) {
    return documents(platform, without(BREAKERS, "state", "probe_at"));
  }

  /** What was refused stays an attempt. */
  static HealDay.Healer countsWhatWasRefused(Platform platform) {
    return documents(
        platform,
        Map.of(
            "compareAndSet",
            (arguments, real) -> {
              List<?> changes = (List<?>) arguments[1];
              boolean refused =
                  in(OUTPUTS, arguments)
                      && changes.stream()
                          .map(FieldChange.class::cast)
                          .anyMatch(
                              c ->
                                  c.path().names().equals(List.of("retry_at"))
                                      && c.value().isPresent());
              if (!refused) {
                return real.call();
              }
              List<FieldChange> kept =
                  changes.stream()
                      .map(FieldChange.class::cast)
                      .filter(c -> !c.path().names().equals(List.of("attempts")))
                      .toList();
              return platform.documents().compareAndSet((Document) arguments[0], kept);
            }));
  }

  static HealDay.Healer beginsEveryPlanTwice(Platform platform) {
    return documents(
        platform,
        Map.of(
            "create",
            (arguments, real) -> {
              if (in(HealPlan.COLLECTION, arguments)) {
                DocumentPath path = (DocumentPath) arguments[0];
                @SuppressWarnings("unchecked")
                Map<String, Object> fields = (Map<String, Object>) arguments[1];
                var unused =
                    platform
                        .documents()
                        .create(new DocumentPath(path.collection(), path.id() + ":2"), fields);
              }
              return real.call();
            }));
  }

  static HealDay.Healer ignoresTheBudget(Platform platform) {
    return documents(
        platform,
        Map.of(
            "create",
            (arguments, real) -> {
              Object mine = real.call();
              return in(HealPlan.COLLECTION, arguments) ? (Object) false : mine;
            }));
  }

  static HealDay.Healer plansNothing(Platform platform) {
    return documents(
        platform,
        Map.of(
            "create",
            (arguments, real) ->
                in(HealPlan.COLLECTION, arguments) ? (Object) false : real.call()));
  }

  static HealDay.Healer saysNothing(Platform platform) {
    return documents(
        platform,
        Map.of(
            "create",
            (arguments, real) ->
                in(FindingBook.COLLECTION, arguments) ? (Object) true : real.call()));
  }

  static HealDay.Healer resolvesNothing(Platform platform) {
    return documents(
        platform,
        Map.of(
            "compareAndSet",
            (arguments, real) -> {
              boolean resolves =
                  in(FindingBook.COLLECTION, arguments)
                      && ((List<?>) arguments[1])
                          .stream()
                              .map(FieldChange.class::cast)
                              .anyMatch(c -> c.value().filter("resolved"::equals).isPresent());
              return resolves ? (Object) true : real.call();
            }));
  }

  static HealDay.Healer stumbles(Platform platform) {
    return documents(
        platform,
        Map.of(
            "create",
            (arguments, real) -> {
              if (in(OUTPUTS, arguments)) {
                throw new IllegalStateException("broken on purpose");
              }
              return real.call();
            }));
  }

  static HealDay.Healer sendsTwice(Platform platform) {
    return services(
        platform,
        Map.of(
            "post",
            (arguments, real) -> {
              var unused = real.call();
              return real.call();
            }));
  }

  static HealDay.Healer sendsNothing(Platform platform) {
    return services(
        platform,
        Map.of(
            "post",
            (arguments, real) -> Optional.of(new ServiceClient.Answer(202, "{\"results\":[]}"))));
  }
}
