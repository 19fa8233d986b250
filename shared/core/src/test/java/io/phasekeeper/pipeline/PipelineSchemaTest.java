package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.phasekeeper.yaml.Content;
import io.phasekeeper.yaml.Problems;
import io.phasekeeper.yaml.Schema;
import io.phasekeeper.yaml.Section;
import io.phasekeeper.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The schema file is the truth: another implementation of JSON Schema accepts and refuses the same
 * files by it, and whatever it accepts or refuses, reading never ends in another way than told.
 */
class PipelineSchemaTest {
  private static final String JSON = schemaText();
  private static final Gson GSON = new GsonBuilder().serializeNulls().create();
  private static final int MUTANTS = 80;

  private static final Schema WITHOUT_FORMATS = new Schema(JSON, withoutFormats());
  private static final Validator OTHER =
      new ValidatorFactory()
          .withJsonNodeFactory(new GsonNode.Factory())
          .withDefaultDialect(new Dialects.Draft2020Dialect())
          .createValidator();
  private static final URI SCHEMA_URI = OTHER.registerSchema(URI.create("urn:pipeline"), JSON);

  private static String schemaText() {
    try (InputStream in = PipelineFile.class.getResourceAsStream("/pipeline.schema.json")) {
      return new String(
          Optional.ofNullable(in).orElseThrow().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, Schema.Format> withoutFormats() {
    Map<String, Schema.Format> formats = new LinkedHashMap<>();
    PipelineFormats.ALL.keySet().forEach(name -> formats.put(name, text -> Optional.empty()));
    return formats;
  }

  private static JsonElement tree(String yaml) {
    Content content = YamlText.read("f", yaml, new Problems()).orElseThrow();
    return GSON.toJsonTree(content.plain());
  }

  private static List<String> seeds() throws IOException {
    return List.of(
        PipelineProblemsTest.sound(),
        Files.readString(pipelines().resolve("nba.yaml")),
        Files.readString(pipelines().resolve("example.yaml")));
  }

  static Path pipelines() {
    return Path.of(System.getProperty("phasekeeper.home", "../..")).resolve("pipelines");
  }

  @Test
  void everyKeyHasADescriptionForTheEditor() {
    List<String> without = new ArrayList<>();
    describe(JsonParser.parseString(JSON).getAsJsonObject(), "#", without);
    assertThat(without).isEmpty();
  }

  private static void describe(JsonObject schema, String path, List<String> without) {
    for (Map.Entry<String, JsonElement> entry : schema.entrySet()) {
      if (!entry.getValue().isJsonObject()
          || entry.getKey().equals("default")
          || entry.getKey().equals("dependentRequired")) {
        continue;
      }
      JsonObject child = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals("properties")) {
        for (Map.Entry<String, JsonElement> property : child.entrySet()) {
          JsonObject rules = property.getValue().getAsJsonObject();
          boolean referenced =
              rules.has("$ref")
                  && JsonParser.parseString(JSON)
                      .getAsJsonObject()
                      .getAsJsonObject("$defs")
                      .getAsJsonObject(rules.get("$ref").getAsString().substring(8))
                      .has("description");
          if (!rules.has("description") && !referenced) {
            without.add(path + "/" + property.getKey());
          }
        }
      }
      describe(child, path + "/" + entry.getKey(), without);
    }
  }

  @Test
  void everyExampleInTheSchemaIsOneThatItAccepts() {
    List<String> refused = new ArrayList<>();
    examples(JsonParser.parseString(JSON).getAsJsonObject(), "#", refused);
    assertThat(refused).isEmpty();
  }

  private static void examples(JsonObject schema, String path, List<String> refused) {
    JsonObject rules = schema.deepCopy();
    if (rules.has("examples") && rules.get("examples").isJsonArray()) {
      rules.add("$defs", JsonParser.parseString(JSON).getAsJsonObject().get("$defs").deepCopy());
      rules.add("x-names", null);
      rules.remove("x-names");
      Schema part = new Schema(GSON.toJson(rules), PipelineFormats.ALL);
      for (JsonElement example : schema.getAsJsonArray("examples")) {
        Problems problems = new Problems();
        YamlText.read("f", GSON.toJson(example), problems)
            .ifPresent(content -> part.check(Section.root(content, problems)));
        problems.all().forEach(problem -> refused.add(path + ": " + problem));
      }
    }
    schema
        .entrySet()
        .forEach(
            entry -> {
              if (entry.getValue().isJsonObject() && !entry.getKey().equals("default")) {
                examples(entry.getValue().getAsJsonObject(), path + "/" + entry.getKey(), refused);
              }
            });
  }

  @Test
  void anotherImplementationAgreesOnEveryMutantOfTheFiles() throws IOException {
    int refused = 0;
    for (String yaml : seeds()) {
      JsonElement sound = tree(yaml);
      assertThat(OTHER.validate(SCHEMA_URI, sound).isValid()).isTrue();
      for (long seed = 0; seed < MUTANTS; seed++) {
        JsonElement mutant = mutate(sound.deepCopy(), new Random(seed));
        Problems problems = new Problems();
        String text = GSON.toJson(mutant);
        YamlText.read("f", text, problems)
            .ifPresent(content -> WITHOUT_FORMATS.check(Section.root(content, problems)));
        Validator.Result theirs = OTHER.validate(SCHEMA_URI, mutant);
        if (theirs.isValid() != problems.isEmpty()) {
          fail(
              "seed %d: ours %s, theirs %s, of%n%s",
              seed,
              problems.all(),
              theirs.getErrors().stream()
                  .map(e -> e.getInstanceLocation() + " " + e.getError())
                  .toList(),
              text);
        }
        refused += problems.isEmpty() ? 0 : 1;
      }
    }
    assertThat(refused).isBetween(MUTANTS / 2, 3 * MUTANTS - MUTANTS / 2);
  }

  @Test
  void everyMutantIsAPipelineOrAListOfProblems() throws IOException {
    for (String yaml : seeds()) {
      JsonElement sound = tree(yaml);
      for (long seed = 0; seed < MUTANTS; seed++) {
        Random random = new Random(seed);
        JsonElement mutant = sound.deepCopy();
        for (int i = 0; i <= seed % 4; i++) {
          mutant = mutate(mutant, random);
        }
        String text = GSON.toJson(mutant);
        assertThatCode(
                () -> {
                  try {
                    assertThat(PipelineFile.parse("f", text, Map.of()).hash()).hasSize(12);
                  } catch (PipelineFileException e) {
                    assertThat(e.problems()).isNotEmpty();
                  }
                })
            .as("seed %d: %s", seed, text)
            .doesNotThrowAnyException();
      }
    }
  }

  /** One change at a random place: another value, a key gone, a key misspelt, an item twice. */
  private static JsonElement mutate(JsonElement root, Random random) {
    List<JsonElement> containers = new ArrayList<>();
    collect(root, containers);
    if (containers.isEmpty()) {
      return root;
    }
    JsonElement target = containers.get(random.nextInt(containers.size()));
    if (target instanceof JsonObject object && !object.keySet().isEmpty()) {
      List<String> keys = List.copyOf(object.keySet());
      String key = keys.get(random.nextInt(keys.size()));
      JsonElement value = object.get(key);
      switch (random.nextInt(4)) {
        case 0 -> object.remove(key);
        case 1 -> {
          object.remove(key);
          object.add(key + "x", value);
        }
        case 2 -> object.add(key, other(random));
        default -> object.add("extra" + random.nextInt(3), other(random));
      }
    } else if (target instanceof JsonArray array) {
      if (random.nextBoolean() && !array.isEmpty()) {
        array.add(array.get(random.nextInt(array.size())).deepCopy());
      } else {
        array.add(other(random));
      }
    }
    return root;
  }

  private static JsonElement other(Random random) {
    String[] values = {
      "null",
      "true",
      "7",
      "-400",
      "\"\"",
      "\"some_name\"",
      "\"any\"",
      "\"A B\"",
      "[]",
      "{}",
      "[\"sales\"]",
      "{\"at_least\":1}",
      "0",
      "\"phase4\"",
      "\"alert\"",
      "[[1]]",
      "2.5"
    };
    return JsonParser.parseString(values[random.nextInt(values.length)]);
  }

  private static void collect(JsonElement element, List<JsonElement> containers) {
    if (element instanceof JsonObject object) {
      containers.add(object);
      object.entrySet().forEach(entry -> collect(entry.getValue(), containers));
    } else if (element instanceof JsonArray array) {
      containers.add(array);
      array.forEach(item -> collect(item, containers));
    }
  }
}
