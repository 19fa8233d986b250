package io.phasekeeper.google;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.platform.TouchesTheWorld;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.settings.SettingsException;
import io.phasekeeper.warehouse.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Google Cloud: Firestore, BigQuery and Pub/Sub of one project, or the emulators that Google's own
 * variables name.
 */
final class GooglePlatform implements Platform, AutoCloseable {
  static final String PROJECT = "GOOGLE_CLOUD_PROJECT";
  static final String FIRESTORE_HOST = "FIRESTORE_EMULATOR_HOST";
  static final String PUBSUB_HOST = "PUBSUB_EMULATOR_HOST";
  static final String BIGQUERY_HOST = "BIGQUERY_EMULATOR_HOST";
  static final String STORAGE_HOST = "STORAGE_EMULATOR_HOST";

  /**
   * https://cloud.google.com/resource-manager/docs/creating-managing-projects, with an old domain
   * prefix.
   */
  private static final Pattern PROJECT_ID =
      Pattern.compile("([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]");

  private static final Pattern HOST = Pattern.compile("(https?://)?[^/\\s:]+:\\d{1,5}/?");

  private final Pipeline pipeline;
  private final Settings settings;
  private final FirestoreDocumentStore documents;
  private final BigQueryWarehouse warehouse;
  private final PubSubMessages messages;
  private final CloudStorageFiles files;
  private final CallPorts calls;

  private GooglePlatform(
      Pipeline pipeline,
      Settings settings,
      FirestoreDocumentStore documents,
      BigQueryWarehouse warehouse,
      PubSubMessages messages,
      CloudStorageFiles files,
      CallPorts calls) {
    this.files = files;
    this.calls = calls;
    this.pipeline = pipeline;
    this.settings = settings;
    this.documents = documents;
    this.warehouse = warehouse;
    this.messages = messages;
  }

  /**
   * Opens the clients; nothing is sent before their first calls.
   *
   * @param pipelineFile reads the file; one line of its exception's message per problem
   * @throws SettingsException listing every problem of the settings and of the pipeline file
   */
  static GooglePlatform open(
      Map<String, String> environment, Function<Path, Pipeline> pipelineFile) {
    List<String> problems = new ArrayList<>(googleProblems(environment));
    String project = environment.getOrDefault(PROJECT, "");
    Optional<Opening> documents =
        problems.isEmpty()
            ? Optional.of(Opening.begin(project, host(environment, FIRESTORE_HOST)))
            : Optional.empty();
    List<String> wrongInFile = new ArrayList<>();
    String path = environment.getOrDefault("PHASEKEEPER_PIPELINE", "");
    Optional<Pipeline> pipeline =
        path.isBlank() || !Files.isReadable(Path.of(path))
            ? Optional.empty()
            : read(Path.of(path), pipelineFile, wrongInFile);
    List<String> variables =
        pipeline.map(GooglePlatform::variables).orElseGet(() -> perhapsServices(environment));
    problems.addAll(Settings.problems(environment, variables));
    problems.addAll(wrongInFile);
    if (pipeline.isEmpty() || documents.isEmpty() || !problems.isEmpty()) {
      documents.ifPresent(Opening::abandon);
      throw new SettingsException(problems);
    }
    return new GooglePlatform(
        pipeline.get(),
        Settings.fromEnvironment(environment, pipeline.get().id(), variables),
        documents.get().store(),
        BigQueryWarehouse.open(project, host(environment, BIGQUERY_HOST)),
        PubSubMessages.open(project, host(environment, PUBSUB_HOST)),
        CloudStorageFiles.open(host(environment, STORAGE_HOST)),
        calls(environment, project));
  }

  @TouchesTheWorld(why = "tries of one call are kept apart by the wall's time and by chance")
  private static CallPorts calls(Map<String, String> environment, String project) {
    Function<String, Optional<String>> variables =
        name -> Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    return new CallPorts(
        IdentifiedServiceClient.open(
            project, variables.apply(WorkCalls.RUN_REGION), Optional.empty()),
        variables,
        GooglePlatform::pause,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  @TouchesTheWorld(why = "a refused call is tried again within its own 20 seconds")
  private static boolean pause(Duration length) {
    try {
      Thread.sleep(length.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Firestore's client while it opens beside the pipeline file being read: each takes as long as
   * the other, and a cold instance has an event waiting for both.
   */
  private record Opening(FutureTask<FirestoreDocumentStore> task) {
    static Opening begin(String project, Optional<String> emulatorHost) {
      FutureTask<FirestoreDocumentStore> task =
          new FutureTask<>(() -> FirestoreDocumentStore.open(project, emulatorHost));
      // A thread of our own: those of a common pool see the system's class loader, not a
      // function's.
      Thread thread = new Thread(task, "opening-firestore");
      thread.setDaemon(true);
      thread.start();
      return new Opening(task);
    }

    FirestoreDocumentStore store() {
      try {
        return task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException("opening Firestore failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while Firestore was being opened", e);
      }
    }

    /** Closes it once it is open; nobody waits for that. */
    void abandon() {
      Thread closing = new Thread(() -> store().close(), "closing-firestore");
      closing.setDaemon(true);
      closing.start();
    }
  }

  /**
   * Without a pipeline file nobody knows its services: what looks like one is not called unknown.
   */
  private static List<String> perhapsServices(Map<String, String> environment) {
    return environment.keySet().stream().filter(name -> name.endsWith("_URL")).toList();
  }

  private static List<String> variables(Pipeline pipeline) {
    return pipeline.services().values().stream()
        .flatMap(service -> service.urlEnv().stream())
        .distinct()
        .toList();
  }

  private static Optional<Pipeline> read(
      Path path, Function<Path, Pipeline> pipelineFile, List<String> problems) {
    try {
      return Optional.of(pipelineFile.apply(path));
    } catch (RuntimeException wrong) {
      String message = wrong.getMessage() == null ? wrong.toString() : wrong.getMessage();
      message.lines().filter(line -> !line.isBlank()).forEach(problems::add);
      return Optional.empty();
    }
  }

  private static List<String> googleProblems(Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    String project = environment.getOrDefault(PROJECT, "");
    boolean emulated =
        host(environment, FIRESTORE_HOST).isPresent() && host(environment, PUBSUB_HOST).isPresent();
    if (project.isBlank()) {
      problems.add(PROJECT + " is not set; expected the id of the project to run in");
    } else if (!emulated && !PROJECT_ID.matcher(project).matches()) {
      problems.add(
          PROJECT
              + " is \""
              + project
              + "\"; expected a project's id: 6 to 30 of a-z 0-9 -, a letter first (not its name or number)");
    }
    for (String variable : List.of(FIRESTORE_HOST, PUBSUB_HOST, BIGQUERY_HOST, STORAGE_HOST)) {
      host(environment, variable)
          .filter(host -> !HOST.matcher(host).matches())
          .ifPresent(host -> problems.add(variable + " is \"" + host + "\"; expected host:port"));
    }
    alone(environment, FIRESTORE_HOST, PUBSUB_HOST).ifPresent(problems::add);
    alone(environment, PUBSUB_HOST, FIRESTORE_HOST).ifPresent(problems::add);
    return problems;
  }

  /** One emulator beside the real other would mix a try-out with somebody's production. */
  private static Optional<String> alone(
      Map<String, String> environment, String there, String absent) {
    return host(environment, there).isPresent() && host(environment, absent).isEmpty()
        ? Optional.of(
            there + " is set and " + absent + " is not; expected both, or neither in Google Cloud")
        : Optional.empty();
  }

  private static Optional<String> host(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(host -> !host.isBlank());
  }

  @Override
  public Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public Settings settings() {
    return settings;
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
    return messages;
  }

  @Override
  public FileStore files() {
    return files;
  }

  @Override
  public CallPorts calls() {
    return calls;
  }

  @Override
  @TouchesTheWorld(why = "this is where a deployed function's clock comes from")
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public void close() {
    messages.close();
    documents.close();
  }
}
