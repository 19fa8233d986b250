package io.phasekeeper.local.scenario.world;

import com.google.gson.JsonObject;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.pipeline.ExportFile;
import io.phasekeeper.pipeline.Pipeline;
import java.util.Optional;

/** What the files of a scenario hold: the date, where the pipeline file says that it stands. */
final class FileContents {
  private static final String USUAL_KEY = "date";

  private final Pipeline pipeline;

  FileContents(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  String of(String uri, Change.FileFacts facts) {
    JsonObject content = new JsonObject();
    String where =
        pipeline.files().values().stream()
            .filter(file -> file.uri().equals(uri))
            .findFirst()
            .flatMap(ExportFile::holdsDate)
            .orElse(USUAL_KEY);
    Optional<String> date = facts.date().map(Object::toString);
    if (date.isPresent()) {
      String[] keys = where.split("\\.", -1);
      JsonObject at = content;
      for (int i = 0; i < keys.length - 1; i++) {
        JsonObject inner = new JsonObject();
        at.add(keys[i], inner);
        at = inner;
      }
      at.addProperty(keys[keys.length - 1], date.get());
    }
    return content.toString();
  }
}
