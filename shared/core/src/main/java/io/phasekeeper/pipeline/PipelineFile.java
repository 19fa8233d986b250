package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Content;
import io.phasekeeper.yaml.Overrides;
import io.phasekeeper.yaml.Place;
import io.phasekeeper.yaml.Problems;
import io.phasekeeper.yaml.Schema;
import io.phasekeeper.yaml.Section;
import io.phasekeeper.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a pipeline file: checks it against {@code pipeline.schema.json} and for sense, and gives
 * the {@link Pipeline}, or every problem at once.
 */
public final class PipelineFile {
  private static final Schema SCHEMA =
      new Schema(resource("/pipeline.schema.json"), PipelineFormats.ALL);

  /** What excludes each other in a policy; an override of the one takes the place of the other. */
  private static final Map<String, List<String>> REPLACES =
      Map.of(
          "tiers", List.of("deadline", "quorum"),
          "deadline", List.of("tiers"),
          "quorum", List.of("tiers"));

  private PipelineFile() {}

  /**
   * The pipeline of a file.
   *
   * @throws PipelineFileException with every problem of the file
   * @throws UncheckedIOException if it cannot be read
   */
  public static Pipeline load(Path file) {
    return load(file, Map.of());
  }

  /**
   * The pipeline of a file with some of its values replaced.
   *
   * @param overrides by path into the file, {@code phases.phase4.start_when.deadline}, to strings,
   *     numbers, booleans, lists and maps
   * @throws PipelineFileException with every problem of the file and of the overrides
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Pipeline load(Path file, Map<String, ?> overrides) {
    try {
      return parse(file.toString(), Files.readString(file), overrides);
    } catch (CharacterCodingException e) {
      Problems problems = new Problems();
      problems.add(new Place(file.toString(), 1, 1), "", "bytes that are not UTF-8", "UTF-8");
      throw new PipelineFileException(problems.all());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pipeline file " + file, e);
    }
  }

  /**
   * The pipeline of a text.
   *
   * @param name how messages name it
   * @throws PipelineFileException with every problem
   */
  public static Pipeline parse(String name, String text, Map<String, ?> overrides) {
    Problems problems = new Problems();
    Optional<Content> content = YamlText.read(name, text, problems);
    Optional<Section> root =
        content.map(each -> Section.root(overridden(each, overrides, problems), problems));
    root.ifPresent(SCHEMA::check);
    root.ifPresent(PipelineChecks::check);
    if (root.isEmpty() || !problems.isEmpty()) {
      throw new PipelineFileException(problems.all());
    }
    return new PipelineReader(root.get(), hash(text, overrides)).read();
  }

  static Schema schema() {
    return SCHEMA;
  }

  private static Content overridden(Content content, Map<String, ?> overrides, Problems problems) {
    Content cleared = content;
    for (String path : overrides.keySet()) {
      int dot = path.lastIndexOf('.');
      List<String> replaced = REPLACES.getOrDefault(path.substring(dot + 1), List.of());
      if (dot > 0) {
        for (String sibling : replaced) {
          cleared = Overrides.without(cleared, path.substring(0, dot + 1) + sibling);
        }
      }
    }
    return new Overrides(SCHEMA, problems).apply(cleared, overrides);
  }

  /** The first twelve hexadecimal digits of the SHA-256 of the text and its overrides. */
  private static String hash(String text, Map<String, ?> overrides) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      new TreeMap<String, Object>(overrides)
          .forEach(
              (path, value) ->
                  digest.update(("\n" + path + "=" + value).getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = PipelineFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }
}
