package io.phasekeeper.document;

final class MemoryDocumentStoreTest implements DocumentStoreContract {
  private final MemoryDocumentStore store = new MemoryDocumentStore();

  @Override
  public DocumentStore store() {
    return store;
  }
}
