package io.phasekeeper.local.cli;

import picocli.CommandLine.Command;

@Command(
    name = "runs",
    description =
        "Shows each run of a date: whether it lives, is stale, dead or done, its last heartbeat, and why.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper runs 2026-01-11",
      "  phasekeeper runs 2026-01-11 --json | jq '.runs[] | select(.verdict != \"finished\")'",
      "  GOOGLE_CLOUD_PROJECT=my-project phasekeeper runs 2026-01-11 --live",
      "",
      "Exit code 1 if a run is dead, stale or stuck. It only looks: ending runs is the cleanup's work."
    })
final class RunsCommand extends DayCommand {}
