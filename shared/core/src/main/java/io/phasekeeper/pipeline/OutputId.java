package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.CalendarEntry;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How output tables name a calendar entity, where they do not use the calendar's own id.
 *
 * @param template such as {@code {yyyymmdd}_{away_team}_{home_team}}
 * @param partColumns the calendar's, in the order of an entry's parts
 */
public record OutputId(String template, List<String> partColumns) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_]+)}");

  public OutputId {
    partColumns = List.copyOf(partColumns);
  }

  static List<String> placeholders(String template) {
    List<String> names = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** The entity's name in output tables; a part that the calendar does not tell is "". */
  public String of(CalendarEntry entry) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), entry)));
  }

  private String value(String placeholder, CalendarEntry entry) {
    if (placeholder.equals("yyyymmdd")) {
      return DateTimeFormatter.BASIC_ISO_DATE.format(entry.date());
    }
    int part = partColumns.indexOf(placeholder);
    return part >= 0 && part < entry.parts().size() ? entry.parts().get(part) : "";
  }
}
