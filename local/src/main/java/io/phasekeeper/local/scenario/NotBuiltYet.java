package io.phasekeeper.local.scenario;

import io.phasekeeper.finding.FindingKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The expectations that nothing can meet yet, because what they are about is not built. The list is
 * the resource {@code not-checked-yet.yaml}; it only shrinks.
 *
 * @param items kinds of expectation
 * @param findings kinds of finding that are not opened yet
 * @param ofJobs kinds of finding that are not opened yet about scheduler jobs, but about services
 * @param builtFindings kinds of finding that are
 */
public record NotBuiltYet(
    Set<String> items, Set<String> findings, Set<String> ofJobs, Set<String> builtFindings) {
  private static final String RESOURCE = "/not-checked-yet.yaml";

  public NotBuiltYet {
    items = Set.copyOf(items);
    findings = Set.copyOf(findings);
    ofJobs = Set.copyOf(ofJobs);
    builtFindings = Set.copyOf(builtFindings);
  }

  public static NotBuiltYet load() {
    try (InputStream in = NotBuiltYet.class.getResourceAsStream(RESOURCE)) {
      Map<?, ?> lists =
          (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      return new NotBuiltYet(
          words(lists, "expectations"),
          words(lists, "findings"),
          words(lists, "findings_about_jobs"),
          built());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> built() {
    return Arrays.stream(FindingKind.values())
        .map(FindingKind::word)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> words(Map<?, ?> lists, String key) {
    Set<String> words = new LinkedHashSet<>();
    List<?> list = (List<?>) Objects.requireNonNull(lists.get(key), key);
    list.forEach(word -> words.add((String) word));
    return words;
  }

  /** Every kind of finding that SCENARIOS.md knows. */
  Set<String> everyFindingKind() {
    Set<String> all = new TreeSet<>(findings);
    all.addAll(builtFindings);
    return all;
  }

  /** Keys of services have no hyphens; the names of jobs do. */
  private static boolean aboutService(Item item) {
    return item.facts().get("about") instanceof String about && !about.contains("-");
  }

  /** Whether nothing can tell yet if such a thing happens. */
  public boolean covers(Item item) {
    return items.contains(item.kind().word())
        || (item.kind() == Item.Kind.FINDING
            && item.facts().get("kind") instanceof String kind
            && (findings.contains(kind) || (ofJobs.contains(kind) && !aboutService(item))));
  }
}
