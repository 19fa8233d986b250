package io.phasekeeper.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentJsonTest {
  @Test
  void theTextIsPlainJsonWithTypedInstants() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("at", Instant.parse("2026-01-11T07:00:00.000001Z"));
    fields.put("n", 1L);
    fields.put("share", 1.0);
    fields.put("$odd", Map.of("$instant", "text"));

    assertThat(DocumentJson.write(fields))
        .isEqualTo(
            "{\"at\":{\"$instant\":\"2026-01-11T07:00:00.000001Z\"},\"n\":1,\"share\":1.0,"
                + "\"$$odd\":{\"$$instant\":\"text\"}}");
    assertThat(DocumentJson.read(DocumentJson.write(fields))).isEqualTo(fields);
  }

  @Test
  void everyDocumentComesBackAsItWas() {
    for (long seed = 0; seed < 2000; seed++) {
      Map<String, Object> fields = new Documents(seed).fields(3);

      assertThat(DocumentJson.read(DocumentJson.write(fields)))
          .as("seed %s", seed)
          .isEqualTo(fields);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "{",
        "{\"a\":}",
        "{\"a\":1}x",
        "{\"at\":{\"$instant\":\"soon\"}}",
        "{\"at\":{\"$instant\":\"2026-01-11T07:00:00Z\",\"more\":1}}",
        "{\"n\":99999999999999999999}"
      })
  void whatIsNoDocumentIsRefused(String text) {
    assertThatThrownBy(() -> DocumentJson.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Documents from a seed. */
  private static final class Documents {
    private static final List<String> NAMES =
        List.of("a", "_b", "$instant", "$$", "$double", "a.b", "鍵", "", "\u2028");
    private final Random random;

    Documents(long seed) {
      random = new Random(seed);
    }

    Map<String, Object> fields(int depth) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        fields.put(NAMES.get(random.nextInt(NAMES.size())), value(depth));
      }
      return DocumentValues.frozenMap(fields);
    }

    private @Nullable Object value(int depth) {
      return switch (random.nextInt(depth > 0 ? 10 : 8)) {
        case 0 -> null;
        case 1 -> random.nextBoolean();
        case 2 -> random.nextLong();
        case 3 -> Double.longBitsToDouble(random.nextLong());
        case 4 -> (double) random.nextInt(10);
        case 5 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L);
        case 6 -> "t" + random.nextInt();
        case 7 -> List.of(Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Long.MIN_VALUE);
        case 8 -> fields(depth - 1);
        default -> List.of(fields(depth - 1), "x");
      };
    }
  }
}
