package io.phasekeeper.heal;

import io.phasekeeper.file.FileStore;
import io.phasekeeper.file.FileStore.StoredFile;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.ExportFile;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.transition.Unseen;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the files of outputs prove, each file looked at once in a tick. */
final class HealFiles {
  private final Pipeline pipeline;
  private final FileStore files;
  private final OutputGraph graph;
  private final Consumer<Unseen.Question> unseen;
  private final Map<String, Optional<StoredFile>> found = new HashMap<>();
  private final Map<String, PortFailure> hidden = new HashMap<>();

  /**
   * @param unseen told of each file that could not be read
   */
  HealFiles(
      Pipeline pipeline, FileStore files, OutputGraph graph, Consumer<Unseen.Question> unseen) {
    this.pipeline = pipeline;
    this.files = files;
    this.graph = graph;
    this.unseen = unseen;
  }

  /** What all files of an output prove together. */
  FileProof proof(OutputDate of) {
    return FileProof.of(
        graph.files(of.output()).stream().map(file -> proof(file, of.date())).toList());
  }

  /** Whether there was any to look at, and none could not be read. */
  boolean sawAll() {
    return !found.isEmpty() && hidden.isEmpty();
  }

  private FileProof proof(ExportFile file, LocalDate date) {
    String uri = file.uri();
    if (!found.containsKey(uri) && !hidden.containsKey(uri)) {
      look(uri);
    }
    return Optional.ofNullable(hidden.get(uri))
        .map(failure -> FileProof.unseen(uri + " cannot be read: " + failure.getMessage()))
        .orElseGet(
            () ->
                FileProof.of(
                    file, found.getOrDefault(uri, Optional.empty()), date, pipeline.zone()));
  }

  private void look(String uri) {
    try {
      found.put(uri, files.find(uri));
    } catch (PortFailure e) {
      if (e.kind() == PortFailure.Kind.MISSING) {
        found.put(uri, Optional.empty());
      } else {
        hidden.put(uri, e);
        unseen.accept(new Unseen.Question(e, uri));
      }
    }
  }
}
