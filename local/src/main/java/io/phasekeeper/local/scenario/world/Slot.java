package io.phasekeeper.local.scenario.world;

/**
 * One place in a date's calendar that rows are spread over: a part of an entity (a team in its
 * game), or an entity that has no parts.
 *
 * @param entity how output tables name the entity
 * @param part "" if the calendar has no parts
 */
record Slot(String entity, String part) {}
