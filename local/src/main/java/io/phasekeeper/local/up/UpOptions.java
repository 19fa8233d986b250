package io.phasekeeper.local.up;

import io.phasekeeper.settings.Mode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@code up} was asked for.
 *
 * @param home the project's directory
 * @param pipeline the file that was named; none: {@code pipelines/nba.yaml}, or the scenario's
 * @param port 0 for any free one
 * @param play the scenario to play; none: the wall's clock
 * @param speed seconds of a play in one of the wall's; none: as fast as it goes
 * @param exit whether to end with the play
 * @param logs whether the functions' log lines go to the terminal too
 */
public record UpOptions(
    Path home,
    Path data,
    Optional<Path> pipeline,
    int port,
    boolean fresh,
    Optional<Path> play,
    OptionalDouble speed,
    boolean exit,
    boolean emulators,
    Mode mode,
    boolean logs,
    boolean colour) {}
