package org.chama.api.dataset;

/** A subject of each record and the item that holds its identifier (标识). */
public record Subject(SubjectKind kind, String item) {}
