package io.phasekeeper.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentJson;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentSize;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.DocumentValues;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldChanges;
import io.phasekeeper.document.QueryAnswer;
import io.phasekeeper.outcome.PortFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents in an H2 file: one row each, its fields as {@link DocumentJson}, and a revision that no
 * two writes share. A query looks through its collection, which the primary key keeps together; one
 * for what is due by a time looks only through what has a due time by then, one for a state, such
 * as what is open, only through what is in it.
 */
final class H2DocumentStore implements DocumentStore {
  /** The fields that the sweep asks for by time; a document has one of them or none. */
  private static final List<String> DUE_FIELDS = List.of("due_at", "_due_at");

  /** The field that says how something stands; its past is long, and what is open of it short. */
  private static final String STATE_FIELD = "state";

  /** Of a document that is never due by itself. */
  private static final long NEVER = Long.MAX_VALUE;

  private final H2Database database;
  private final Parsed parsed = new Parsed();

  H2DocumentStore(H2Database database) {
    this.database = database;
  }

  /**
   * Documents as they were parsed last: a sweep reads the same ones every minute. A revision comes
   * from one sequence for all writes and never twice, so that equal ones have equal content.
   */
  private static final class Parsed {
    private static final int KEPT = 2_000;

    private final Map<DocumentPath, Document> documents =
        new LinkedHashMap<>(256, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<DocumentPath, Document> eldest) {
            return size() > KEPT;
          }
        };

    synchronized Document document(DocumentPath path, String revision, String json) {
      Document known = documents.get(path);
      if (known != null && known.revision().equals(revision)) {
        return known;
      }
      Document read = new Document(path, DocumentJson.read(json), revision);
      documents.put(path, read);
      return read;
    }
  }

  @Override
  public Optional<Document> get(DocumentPath path) {
    return run("reading document " + path, connection -> read(connection, path));
  }

  @Override
  public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
    if (paths.isEmpty()) {
      return Map.of();
    }
    return run(
        "reading " + paths.size() + " documents",
        connection -> {
          Map<DocumentPath, Document> found = new LinkedHashMap<>();
          for (DocumentPath path : paths) {
            read(connection, path).ifPresent(document -> found.put(path, document));
          }
          return found;
        });
  }

  @Override
  public boolean create(DocumentPath path, Map<String, Object> fields) {
    Map<String, Object> frozen = DocumentValues.frozenMap(fields);
    return run(
        "creating document " + path,
        connection -> {
          if (read(connection, path).isPresent()) {
            return false;
          }
          insert(connection, path, frozen);
          return true;
        });
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    run(
        "merging into document " + path,
        connection -> {
          Optional<Document> before = read(connection, path);
          Map<String, Object> after =
              FieldChanges.applied(before.map(Document::fields).orElse(Map.of()), changes);
          if (before.isPresent()) {
            update(connection, path, after);
          } else {
            insert(connection, path, after);
          }
          return true;
        });
  }

  @Override
  public boolean compareAndSet(Document seen, List<FieldChange> changes) {
    return run(
        "comparing document " + seen.path(),
        connection -> {
          Optional<Document> now = read(connection, seen.path());
          if (now.isEmpty() || !now.get().revision().equals(seen.revision())) {
            return false;
          }
          update(connection, seen.path(), FieldChanges.applied(now.get().fields(), changes));
          return true;
        });
  }

  @Override
  public List<Document> query(DocumentQuery query) {
    List<Document> collection =
        run(
            "querying collection " + query.collection(),
            connection -> {
              Optional<String> state = state(query);
              try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT id, revision, fields FROM document WHERE collection = ? AND "
                          + (state.isPresent() ? "state IN (?, '*')" : "due <= ?"))) {
                select.setString(1, query.collection());
                if (state.isPresent()) {
                  select.setString(2, state.get());
                } else {
                  select.setLong(2, latestDue(query));
                }
                List<Document> rows = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                  while (row.next()) {
                    Document document =
                        parsed.document(
                            new DocumentPath(query.collection(), row.getString(1)),
                            Long.toString(row.getLong(2)),
                            row.getString(3));
                    if (QueryAnswer.matches(query, document.fields())) {
                      rows.add(document);
                    }
                  }
                }
                return rows;
              }
            });
    return QueryAnswer.of(query, collection);
  }

  /** The state that everything is in that the query can find; none if it asks for no state. */
  private static Optional<String> state(DocumentQuery query) {
    return query.conditions().stream()
        .filter(each -> each.field().equals(STATE_FIELD))
        .filter(each -> each.operator() == DocumentQuery.Operator.EQUAL)
        .map(DocumentQuery.Condition::value)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .findFirst();
  }

  /** The whole second by which everything that the query can find is due. */
  private static long latestDue(DocumentQuery query) {
    return query.conditions().stream()
        .filter(each -> DUE_FIELDS.contains(each.field()))
        .filter(each -> each.operator() == DocumentQuery.Operator.AT_MOST)
        .map(DocumentQuery.Condition::value)
        .filter(Instant.class::isInstance)
        .map(value -> ((Instant) value).getEpochSecond())
        .min(Long::compare)
        .orElse(NEVER);
  }

  /** The whole second of the earlier due time; what is no time is found by no query by time. */
  private static long due(Map<String, Object> fields) {
    long due = NEVER;
    for (String name : DUE_FIELDS) {
      if (fields.get(name) instanceof Instant at) {
        due = Math.min(due, at.getEpochSecond());
      }
    }
    return due;
  }

  @Override
  public void delete(DocumentPath path) {
    run(
        "deleting document " + path,
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM document WHERE collection = ? AND id = ?")) {
            delete.setString(1, path.collection());
            delete.setString(2, path.id());
            return delete.executeUpdate();
          }
        });
  }

  private Optional<Document> read(Connection connection, DocumentPath path) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT revision, fields FROM document WHERE collection = ? AND id = ?")) {
      select.setString(1, path.collection());
      select.setString(2, path.id());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(parsed.document(path, Long.toString(row.getLong(1)), row.getString(2)))
            : Optional.empty();
      }
    }
  }

  private static void insert(Connection connection, DocumentPath path, Map<String, Object> fields)
      throws SQLException {
    write(
        connection,
        "INSERT INTO document (fields, due, state, revision, collection, id)"
            + " VALUES (?, ?, ?, NEXT VALUE FOR revision, ?, ?)",
        path,
        fields);
  }

  private static void update(Connection connection, DocumentPath path, Map<String, Object> fields)
      throws SQLException {
    write(
        connection,
        "UPDATE document SET fields = ?, due = ?, state = ?, revision = NEXT VALUE FOR revision"
            + " WHERE collection = ? AND id = ?",
        path,
        fields);
  }

  private static void write(
      Connection connection, String sql, DocumentPath path, Map<String, Object> fields)
      throws SQLException {
    DocumentSize.check(path, fields);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, DocumentJson.write(fields));
      statement.setLong(2, due(fields));
      statement.setString(3, fields.get(STATE_FIELD) instanceof String state ? state : "");
      statement.setString(4, path.collection());
      statement.setString(5, path.id());
      statement.executeUpdate();
    }
  }

  @CanIgnoreReturnValue
  private <T> T run(String doing, H2Database.Work<T> work) {
    return database.run(PortFailure.Service.FIRESTORE, doing, work);
  }
}
