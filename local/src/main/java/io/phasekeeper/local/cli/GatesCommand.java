package io.phasekeeper.local.cli;

import picocli.CommandLine.Command;

@Command(
    name = "gates",
    description =
        "Shows each gate on the data of a date: what was observed and wanted, the worst of it, and when.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper gates 2026-01-23",
      "  phasekeeper gates 2026-01-23 --json | jq '.gates[] | select(.verdict == \"fails\")'",
      "  GOOGLE_CLOUD_PROJECT=my-project phasekeeper gates 2026-01-23 --live",
      "",
      "Exit code 1 if a gate fails or could not be evaluated. It shows the last look: looking is data-monitor's work."
    })
final class GatesCommand extends DayCommand {}
