package io.phasekeeper.local.scenario;

import java.time.Duration;

/** How a service answers when it is called, and after how long. */
public record ServiceBehaviour(Answer answers, Duration after) {}
