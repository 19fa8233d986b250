package io.phasekeeper.local.bench;

import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.google.PubSubMessages;
import io.phasekeeper.google.PubSubTopics;
import io.phasekeeper.local.bench.bare.BareClients;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a measurement has around it.
 *
 * @param folder for its files
 * @param home the project's directory
 * @param bundle the packed functions, if they were packed
 */
record Surroundings(
    RunId run,
    Path folder,
    Path home,
    Optional<Bench.Emulators> emulators,
    Optional<Path> bundle,
    PrintWriter progress) {

  Reading reading(String what, double value, Unit unit) {
    return new Reading(run, what, value, unit);
  }

  /** Says what is being done; measurements take minutes. */
  void say(String what) {
    progress.println("bench: " + what);
    progress.flush();
  }

  String firestoreHost() {
    return emulators.orElseThrow().firestore().host();
  }

  String pubsubHost() {
    return emulators.orElseThrow().pubsub().host();
  }

  FirestoreDocumentStore documents(String project) {
    return FirestoreDocumentStore.open(project, Optional.of(firestoreHost()));
  }

  /** Messages of a project whose topics are there. */
  PubSubMessages messages(String project) {
    try (PubSubTopics topics = PubSubTopics.open(project, Optional.of(pubsubHost()))) {
      topics.topic(BenchPipeline.TRIGGERS);
      topics.topic("bench-dead-letters");
    }
    return PubSubMessages.open(project, Optional.of(pubsubHost()));
  }

  BareClients bare(String project) throws IOException {
    return BareClients.open(project, firestoreHost(), pubsubHost(), BenchPipeline.TRIGGERS);
  }
}
