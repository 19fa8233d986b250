package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.local.simulate.DrawnDays;
import io.phasekeeper.local.simulate.Shrinker;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The days of healing of one seed, on a small pipeline of their own. */
public final class HealDays implements DrawnDays {
  private static final int BESIDE = 5;

  static final Pipeline PIPELINE = pipeline("simulated-healing.yaml");

  /** Of so many days one is ticked through without leaving anything out. */
  private static final long EVERY_PERIOD = 65;

  private final long seed;
  private final HealDay.Healer.Maker maker;

  /** The production code. */
  public HealDays(long seed) {
    this(
        seed,
        platform -> {
          SelfHeal heal = new SelfHeal(platform);
          return heal::tick;
        });
  }

  HealDays(long seed, HealDay.Healer.Maker maker) {
    this.seed = seed;
    this.maker = maker;
  }

  private static Pipeline pipeline(String resource) {
    try (InputStream in = HealDays.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is not packed");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return PipelineFile.parse(resource, text, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Beside every fifth day: one of healing costs as much as several of the others. */
  @Override
  public boolean plays(long number) {
    return number % BESIDE == 0;
  }

  @Override
  public Looked play(long number) {
    HealPlanned plan = HealDrawer.day(seed, number);
    boolean all = number % EVERY_PERIOD == 0;
    HealDay.Played day = HealDay.play(plan, maker, all);
    HealInvariants.Looked looked = HealInvariants.of(day);
    Map<String, Integer> counts = new TreeMap<>();
    counts.put(HEALED, looked.gaps().healed());
    counts.put(USELESS, looked.gaps().useless());
    counts.put(OPEN, looked.gaps().open());
    return new Looked(
        looked.verdicts(),
        day.seen().faults,
        day.seen().ticks,
        counts,
        () -> shortest(plan, looked.verdicts().violations().get(0).invariant(), all));
  }

  private List<String> shortest(HealPlanned plan, String first, boolean all) {
    return Shrinker.shortest(plan.items(), items -> violates(plan.with(items), first, all)).stream()
        .map(HealItem::toString)
        .toList();
  }

  private boolean violates(HealPlanned plan, String invariant, boolean all) {
    return HealInvariants.of(HealDay.play(plan, maker, all)).verdicts().violations().stream()
        .anyMatch(v -> v.invariant().equals(invariant));
  }
}
