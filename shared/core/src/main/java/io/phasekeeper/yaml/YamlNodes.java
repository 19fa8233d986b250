package io.phasekeeper.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The nodes of a YAML text. A text that is nested deeper than any file that people write is an
 * error at its place: whoever walks its nodes would run out of stack.
 */
public final class YamlNodes {
  private static final int DEEPEST = 100;

  private YamlNodes() {}

  /**
   * The root node; empty if the text holds none.
   *
   * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is no YAML, holds more
   *     than one document, or is nested too deeply
   */
  public static Optional<Node> compose(LoadSettings settings, String text) {
    Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
    return new Composer(settings, new Shallow(parser)).getSingleNode();
  }

  /** Hands events on until they go too deep. */
  private static final class Shallow implements Parser {
    private final Parser parser;
    private int depth;

    Shallow(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID id) {
      return parser.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {
          // As deep as before.
        }
      }
      if (depth > DEEPEST) {
        throw new ParserException(
            "lists and maps are nested more than " + DEEPEST + " deep", event.getStartMark());
      }
      return event;
    }
  }
}
