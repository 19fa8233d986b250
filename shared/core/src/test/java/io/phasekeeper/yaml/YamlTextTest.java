package io.phasekeeper.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlTextTest {
  private final Problems problems = new Problems();

  private Section read(String text) {
    return Section.root(YamlText.read("f.yaml", text, problems).orElseThrow(), problems);
  }

  @Test
  void valuesAreWhatTheyLookLikeAndTimesStayText() {
    Section root =
        read(
            """
            text: word
            number: 42
            minus: -3
            share: 0.5
            yes: true
            quoted: "42"
            date: 2026-01-10
            time: 2026-01-10T05:00:00-05:00
            clock: 11:30
            none:
            list: [1, two]
            map: {a: {b: c}}
            """);
    assertThat(root.text("text")).contains("word");
    assertThat(root.number("number")).contains(42L);
    assertThat(root.number("minus")).contains(-3L);
    assertThat(root.at("share").orElseThrow().plain()).isEqualTo(0.5);
    assertThat(root.flag("yes")).contains(true);
    assertThat(root.text("quoted")).contains("42");
    assertThat(root.text("date")).contains("2026-01-10");
    assertThat(root.text("time")).contains("2026-01-10T05:00:00-05:00");
    assertThat(root.text("clock")).contains("11:30");
    assertThat(root.at("none").orElseThrow().plain()).isNull();
    assertThat(root.at("list").orElseThrow().plain()).isEqualTo(List.of(1L, "two"));
    assertThat(root.at("map", "a", "b").flatMap(Section::text)).contains("c");
    assertThat(root.map("map")).isEqualTo(Map.of("a", Map.of("b", "c")));
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void whatIsAbsentOrOfAnotherKindIsEmpty() {
    Section root = read("list: [1, null]\ntext: word\n");
    assertThat(root.text("list")).isEmpty();
    assertThat(root.number("text")).isEmpty();
    assertThat(root.flag("nothing")).isEmpty();
    assertThat(root.items("text")).isEmpty();
    assertThat(root.entries("list")).isEmpty();
    assertThat(root.at("text", "deeper")).isEmpty();
    assertThat(root.at("list").orElseThrow().plain()).isEqualTo(Arrays.asList(1L, null));
  }

  @Test
  void everyPartKnowsItsPlaceAndItsPath() {
    Section root = read("a:\n  b:\n    - x\n    - {c: y}\nd: {e: z}\n");
    Section x = root.at("a", "b").orElseThrow().items().get(0);
    assertThat(x.place()).isEqualTo(new Place("f.yaml", 3, 7));
    assertThat(x.path()).isEqualTo("a.b[0]");
    Section y = root.at("a", "b").orElseThrow().items().get(1).at("c").orElseThrow();
    assertThat(y.place().line()).isEqualTo(4);
    assertThat(y.path()).isEqualTo("a.b[1].c");
    assertThat(root.at("a", "b").orElseThrow().place()).isEqualTo(new Place("f.yaml", 2, 3));
    assertThat(root.at("d").orElseThrow().place()).isEqualTo(new Place("f.yaml", 5, 4));
    assertThat(root.keyPlace("d")).isEqualTo(new Place("f.yaml", 5, 1));
  }

  @Test
  void aliasesOfAliasesEndSoonAndAreTold() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(("*a" + (i - 1) + ", ").repeat(8)).append("*a").append(i - 1).append("]\n");
    }
    assertThat(YamlText.read("f.yaml", bomb.toString(), problems)).isEmpty();
    assertThat(problems.all()).hasSize(1);
  }

  @Test
  void aKeyThatIsNoTextIsTold() {
    assertThat(YamlText.read("f.yaml", "a: 1\n? [b, c]\n: 2\n", problems)).isPresent();
    assertThat(problems.all())
        .singleElement()
        .hasToString("f.yaml:2: found a key that is a map or a list; expected a plain key");
  }
}
