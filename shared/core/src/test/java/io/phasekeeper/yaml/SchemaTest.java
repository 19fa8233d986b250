package io.phasekeeper.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static List<String> problems(String schema, String yaml) {
    Problems problems = new Problems();
    Section root = Section.root(YamlText.read("f", yaml, problems).orElseThrow(), problems);
    new Schema(
            schema,
            Map.of(
                "even",
                text -> text.length() % 2 == 0 ? Optional.empty() : Optional.of("an even length")))
        .check(root);
    return problems.all().stream().map(Problem::toString).toList();
  }

  @Test
  void aKeywordThatIsNotKnownIsRefusedAndNotPassedOver() {
    assertThatThrownBy(() -> new Schema("{\"properties\":{\"a\":{\"maximum\":3}}}", Map.of()))
        .hasMessageContaining("#/properties/a/maximum")
        .hasMessageContaining("minimum");
    assertThatThrownBy(() -> new Schema("{\"format\":\"odd\"}", Map.of()))
        .hasMessageContaining("#/format");
  }

  @Test
  void aFormatSaysWhatItExpected() {
    assertThat(problems("{\"format\":\"even\"}", "abc"))
        .containsExactly("f:1: found \"abc\"; expected an even length");
    assertThat(problems("{\"format\":\"even\"}", "abcd")).isEmpty();
  }

  @Test
  void aReferenceIsFollowedAndItsOwnWordsGoFirst() {
    String schema =
        """
        {"properties": {"a": {"$ref": "#/$defs/n", "description": "The a."}},
         "$defs": {"n": {"type": "integer", "minimum": 2, "description": "A number."}}}
        """;
    assertThat(problems(schema, "a: 1"))
        .containsExactly("f:1: a: found 1; expected a whole number, at least 2");
    assertThat(problems("{\"required\":[\"a\"]," + schema.strip().substring(1), "b: 1"))
        .containsExactly("f:1: found no key \"a\"; expected it: the a");
  }

  @Test
  void eachTypeHasItsWords() {
    assertThat(problems("{\"type\":[\"string\",\"number\",\"boolean\",\"null\"]}", "[]"))
        .containsExactly(
            "f:1: found an empty list; expected text or a number or true or false or nothing");
    assertThat(problems("{\"type\":\"object\"}", "3"))
        .containsExactly("f:1: found 3; expected a map");
    assertThat(problems("{\"type\":\"array\"}", "{}"))
        .containsExactly("f:1: found an empty map; expected a list");
    assertThat(problems("{\"type\":\"number\"}", "2.5")).isEmpty();
    assertThat(problems("{\"type\":\"integer\"}", "2.5"))
        .containsExactly("f:1: found 2.5; expected a whole number");
  }
}
