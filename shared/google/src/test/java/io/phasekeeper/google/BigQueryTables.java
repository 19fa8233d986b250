package io.phasekeeper.google;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.TimePartitioning;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes datasets and tables in something that speaks BigQuery's REST, as Terraform would. */
final class BigQueryTables {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final BigQuery client;
  private final String dataset;

  BigQueryTables(String host, String project, String dataset) {
    this.client =
        BigQueryOptions.newBuilder()
            .setProjectId(project)
            .setHost("http://" + host)
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    this.dataset = dataset;
    client.create(DatasetInfo.of(dataset));
  }

  /** An empty table, {@code dataset.table}, partitioned by its date column. */
  String newTable(String dateColumn, Map<String, String> columns) {
    String table = "t" + NUMBER.incrementAndGet();
    Schema schema =
        Schema.of(
            columns.entrySet().stream()
                .map(each -> Field.of(each.getKey(), StandardSQLTypeName.valueOf(each.getValue())))
                .toList());
    client.create(
        TableInfo.of(
            TableId.of(dataset, table),
            StandardTableDefinition.newBuilder()
                .setSchema(schema)
                .setTimePartitioning(
                    TimePartitioning.newBuilder(TimePartitioning.Type.DAY)
                        .setField(dateColumn)
                        .build())
                .build()));
    return dataset + "." + table;
  }
}
