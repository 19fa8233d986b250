package io.phasekeeper.settings;

/**
 * Settings of a deployed function, from its environment.
 *
 * @param pipelinePath {@code PHASEKEEPER_PIPELINE}: path of the pipeline file
 * @param mode {@code PHASEKEEPER_MODE}: {@code on}, {@code shadow} or {@code stopped}; default
 *     {@code on}. An operator's {@code stop} overrides it until {@code resume}
 * @param deadLetterTopic {@code PHASEKEEPER_DEAD_LETTER_TOPIC}: where malformed events go; default
 *     {@code {pipeline}-phasekeeper-dead-letters}
 */
public record Settings(String pipelinePath, Mode mode, String deadLetterTopic) {}
