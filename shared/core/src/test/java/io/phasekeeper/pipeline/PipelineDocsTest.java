package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/pipeline-file.md} tells what is: its steps are good files, and its reference is the
 * schema's. Run with {@code -Dphasekeeper.write=true} the test writes the reference anew.
 */
class PipelineDocsTest {
  private static final Path DOCS =
      PipelineSchemaTest.pipelines().resolveSibling("docs").resolve("pipeline-file.md");
  private static final Pattern REFERENCE =
      Pattern.compile("(?s)(<!-- reference -->\n)(.*)(<!-- /reference -->)");

  @Test
  void everyStepIsAGoodFile() throws IOException {
    Matcher steps =
        Pattern.compile("(?s)```yaml\n(pipeline: .*?)```").matcher(Files.readString(DOCS));
    List<Integer> sizes = new ArrayList<>();
    while (steps.find()) {
      sizes.add(PipelineFile.parse("step", steps.group(1), Map.of()).phases().size());
    }
    assertThat(sizes).containsExactly(1, 2, 2, 2);
  }

  @Test
  void everyKeyOfTheSchemaIsExplained() throws IOException {
    JsonObject schema;
    try (InputStream in = PipelineFile.class.getResourceAsStream("/pipeline.schema.json")) {
      schema =
          JsonParser.parseString(
                  new String(
                      Optional.ofNullable(in).orElseThrow().readAllBytes(), StandardCharsets.UTF_8))
              .getAsJsonObject();
    }
    List<String> lines = new ArrayList<>();
    explain(schema, schema, "", lines);
    String reference = String.join("\n", lines) + "\n";
    String docs = Files.readString(DOCS);
    if (Boolean.getBoolean("phasekeeper.write")) {
      Files.writeString(
          DOCS,
          REFERENCE.matcher(docs).replaceFirst("$1" + Matcher.quoteReplacement(reference) + "$3"));
      return;
    }
    Matcher written = REFERENCE.matcher(docs);
    assertThat(written.find()).isTrue();
    assertThat(written.group(2)).isEqualTo(reference);
  }

  private static JsonObject resolved(JsonObject root, JsonObject schema) {
    JsonElement reference = schema.get("$ref");
    if (reference == null) {
      return schema;
    }
    JsonObject merged =
        resolved(
                root,
                root.getAsJsonObject("$defs").getAsJsonObject(reference.getAsString().substring(8)))
            .deepCopy();
    schema.entrySet().forEach(entry -> merged.add(entry.getKey(), entry.getValue()));
    merged.remove("$ref");
    return merged;
  }

  private static void explain(JsonObject root, JsonObject schema, String path, List<String> lines) {
    JsonObject rules = resolved(root, schema);
    if (rules.has("properties")) {
      for (Map.Entry<String, JsonElement> entry : rules.getAsJsonObject("properties").entrySet()) {
        JsonObject child = resolved(root, entry.getValue().getAsJsonObject());
        String key = path + entry.getKey();
        boolean required =
            rules.has("required")
                && rules.getAsJsonArray("required").toString().contains('"' + entry.getKey() + '"');
        lines.add("* `" + key + "`" + (required ? " (required)" : "") + ": " + words(child));
        deeper(root, child, key, lines);
      }
    }
    if (rules.get("additionalProperties") instanceof JsonObject values) {
      String key = path + (rules.has("x-names") ? "<cycle>" : "<name>");
      JsonObject child = resolved(root, values);
      if (child.has("description")) {
        lines.add("* `" + key + "`: " + words(child));
      }
      deeper(root, child, key, lines);
    }
  }

  private static void deeper(JsonObject root, JsonObject child, String key, List<String> lines) {
    if (key.endsWith(".cycles.<cycle>")) {
      return; // the keys of start_when again
    }
    explain(root, child, key + ".", lines);
    if (child.get("items") instanceof JsonObject items) {
      explain(root, items, key + "[].", lines);
    }
  }

  private static String words(JsonObject rules) {
    String words = rules.get("description").getAsString();
    if (rules.has("enum")) {
      words +=
          " One of "
              + rules
                  .getAsJsonArray("enum")
                  .toString()
                  .replaceAll("[\\[\\]\"]", "")
                  .replace(",", ", ")
              + ".";
    }
    if (rules.has("default")) {
      words += " Left out: " + rules.get("default").toString().replace("\"", "") + ".";
    }
    if (rules.has("examples")) {
      words += " E.g. `" + rules.getAsJsonArray("examples").get(0) + "`.";
    }
    return words;
  }
}
