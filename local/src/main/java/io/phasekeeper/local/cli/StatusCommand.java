package io.phasekeeper.local.cli;

import picocli.CommandLine.Command;

@Command(
    name = "status",
    description =
        "Shows per phase and cycle of a date what is complete, missing or held, and what happens next.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper status 2026-01-10",
      "  phasekeeper status 2026-01-10 --json | jq .phases",
      "  GOOGLE_CLOUD_PROJECT=my-project phasekeeper status 2026-01-10 --live",
      "",
      "Exit code 1 if something of the date is stuck, held or late."
    })
final class StatusCommand extends DayCommand {}
