package io.phasekeeper.heal;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Service.Meaning;
import java.util.Optional;

/** Has work done by whoever does it: a service, a topic, a job. */
interface Sender {
  /**
   * Who would be asked for an output.
   *
   * @param target whose circuit counts; none if nobody can be asked
   * @param unable why nobody can; none if somebody can
   */
  record Route(Optional<String> target, Optional<String> unable) {}

  /**
   * What came of it.
   *
   * @param meaning of the answer; no answer at all is {@code ACCEPTED}: evidence decides
   * @param taken whether the work was begun, so that it is one of the attempts
   * @param said one clause, for people
   * @param wrongTarget nobody there knows such a call (404)
   * @param unauthorized we may not (401, 403)
   * @param held nothing was sent, because nothing may be (shadow)
   */
  record Sent(
      Meaning meaning,
      boolean taken,
      String said,
      boolean wrongTarget,
      boolean unauthorized,
      boolean held) {}

  Route route(OutputDate of, CycleName cycle);

  /**
   * Sends it, within 20 seconds.
   *
   * @param order names this work for ever; the same again is the same work
   */
  Sent send(OutputDate of, CycleName cycle, String order);
}
