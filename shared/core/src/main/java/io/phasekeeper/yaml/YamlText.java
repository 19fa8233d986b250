package io.phasekeeper.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 with the place of every part. Dates and times stay text; {@code true}, {@code
 * null} and numbers are what they look like.
 */
public final class YamlText {
  /** More parts than any file that people write; aliases of aliases grow beyond it at once. */
  private static final int MOST_PARTS = 200_000;

  private static final int DEEPEST = 60;

  private final String file;
  private final Problems problems;
  private int parts;

  private YamlText(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * The content of a text; empty if it is no YAML, or holds none. Whatever is wrong, syntax and
   * keys that stand twice, is added to {@code problems}.
   *
   * @param file how messages name the text
   */
  public static Optional<Content> read(String file, String text, Problems problems) {
    return new YamlText(file, problems).read(text);
  }

  private Optional<Content> read(String text) {
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file)
              .setSchema(new CoreSchema())
              .setAllowNonScalarKeys(true) // refused below, with their line
              .build();
      Optional<Node> root = YamlNodes.compose(settings, text);
      if (root.isEmpty()) {
        problems.add(new Place(file, 1, 1), "", "nothing", "a YAML map");
        return Optional.empty();
      }
      return Optional.of(content(root.get(), Optional.empty(), "", 0));
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().map(this::place).orElse(new Place(file, 1, 1));
      problems.add(place, "", "a YAML error: " + e.getProblem(), "YAML 1.2");
      return Optional.empty();
    } catch (YamlEngineException e) {
      problems.add(new Place(file, 1, 1), "", "a YAML error: " + e.getMessage(), "YAML 1.2");
      return Optional.empty();
    }
  }

  /**
   * @param key where the key stands whose value this is; maps and lists that begin below it are
   *     told to stand there, where people look for them
   */
  private Content content(Node node, Optional<Place> key, String path, int depth) {
    Place start = node.getStartMark().map(this::place).orElse(new Place(file, 0, 0));
    Place place =
        node instanceof ScalarNode
            ? start
            : key.filter(each -> each.line() < start.line()).orElse(start);
    if (++parts > MOST_PARTS || depth > DEEPEST) {
      throw new YamlEngineException("more than a file of this kind holds, or an alias of itself");
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, place, path, depth);
    }
    if (node instanceof SequenceNode sequence) {
      List<Content> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(content(item, Optional.empty(), path + "[" + items.size() + "]", depth + 1));
      }
      return new Content.Sequence(items, place);
    }
    if (node instanceof ScalarNode scalar) {
      return new Content.Scalar(scalarValue(scalar), place);
    }
    throw new YamlEngineException("a node of an unknown kind: " + node.getNodeType());
  }

  private Content mapping(MappingNode node, Place place, String path, int depth) {
    Map<String, Content> entries = new LinkedHashMap<>();
    Map<String, Place> keys = new LinkedHashMap<>();
    for (NodeTuple entry : node.getValue()) {
      Place keyPlace = entry.getKeyNode().getStartMark().map(this::place).orElse(place);
      if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
        problems.add(keyPlace, path, "a key that is a map or a list", "a plain key");
        continue;
      }
      String key = keyNode.getValue();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      Place first = keys.putIfAbsent(key, keyPlace);
      if (first != null) {
        problems.add(
            keyPlace,
            keyPath,
            "the key a second time",
            "it once; it stands on line " + first.line());
        continue;
      }
      entries.put(key, content(entry.getValueNode(), Optional.of(keyPlace), keyPath, depth + 1));
    }
    return new Content.Mapping(entries, keys, place);
  }

  private static @Nullable Object scalarValue(ScalarNode node) {
    String text = node.getValue();
    if (node.getTag().equals(Tag.NULL)) {
      return null;
    }
    if (node.getTag().equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    try {
      if (node.getTag().equals(Tag.INT)) {
        return text.startsWith("0x")
            ? Long.parseLong(text.substring(2), 16)
            : text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
      }
      if (node.getTag().equals(Tag.FLOAT)) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException e) {
      return text; // .inf, .nan and numbers beyond 64 bits: the schema wants none of them
    }
    return text;
  }

  private Place place(Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
