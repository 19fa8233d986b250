package io.phasekeeper.embedded;

import java.util.ArrayList;
import java.util.List;

/** GoogleSQL cut into its smallest parts: enough to split a script and to rewrite names in it. */
final class GoogleSqlTokens {
  private GoogleSqlTokens() {}

  /** What a part is; in its order of first characters. */
  enum Kind {
    SPACE,
    COMMENT,
    STRING,
    QUOTED_NAME,
    PARAMETER,
    WORD,
    NUMBER,
    SYMBOL
  }

  /** One part; the texts of all, one after the other, are the script. */
  record Token(Kind kind, String text) {
    boolean is(String word) {
      return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equalsIgnoreCase(word);
    }

    boolean isBlank() {
      return kind == Kind.SPACE || kind == Kind.COMMENT;
    }
  }

  /** The statements of a script, without the semicolons; those of nothing but comments left out. */
  static List<List<Token>> statements(String script) {
    List<List<Token>> statements = new ArrayList<>();
    List<Token> open = new ArrayList<>();
    for (Token token : of(script)) {
      if (token.is(";")) {
        statements.add(open);
        open = new ArrayList<>();
      } else {
        open.add(token);
      }
    }
    statements.add(open);
    statements.removeIf(each -> each.stream().allMatch(Token::isBlank));
    return statements;
  }

  static List<Token> of(String text) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      Token token = at(text, at);
      tokens.add(token);
      at += token.text().length();
    }
    return tokens;
  }

  private static Token at(String text, int start) {
    char first = text.charAt(start);
    if (Character.isWhitespace(first)) {
      return token(Kind.SPACE, text, start, endOf(text, start, Character::isWhitespace));
    }
    if (text.startsWith("--", start) || first == '#') {
      int line = text.indexOf('\n', start);
      return token(Kind.COMMENT, text, start, line < 0 ? text.length() : line);
    }
    if (text.startsWith("/*", start)) {
      return token(Kind.COMMENT, text, start, after(text, "*/", start + 2));
    }
    if (first == '\'' || first == '"') {
      String quote = String.valueOf(first);
      if (text.startsWith(quote.repeat(3), start)) {
        throw new IllegalArgumentException(
            "triple quotes are not understood: " + rest(text, start));
      }
      return token(Kind.STRING, text, start, endOfString(text, start));
    }
    if (first == '`') {
      return token(Kind.QUOTED_NAME, text, start, after(text, "`", start + 1));
    }
    if (first == '@' && start + 1 < text.length() && isName(text.charAt(start + 1))) {
      return token(Kind.PARAMETER, text, start, endOf(text, start + 1, GoogleSqlTokens::isName));
    }
    if (Character.isDigit(first)) {
      return token(Kind.NUMBER, text, start, endOf(text, start, c -> isName(c) || c == '.'));
    }
    if (isName(first)) {
      return token(Kind.WORD, text, start, endOf(text, start, GoogleSqlTokens::isName));
    }
    return token(Kind.SYMBOL, text, start, start + 1);
  }

  private static int endOfString(String text, int start) {
    char quote = text.charAt(start);
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("a string does not end: " + rest(text, start));
  }

  private static int after(String text, String end, int from) {
    int found = text.indexOf(end, from);
    if (found < 0) {
      throw new IllegalArgumentException("no " + end + " after: " + rest(text, from));
    }
    return found + end.length();
  }

  private static String rest(String text, int from) {
    return text.substring(from, Math.min(text.length(), from + 40));
  }

  private static boolean isName(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private interface Accepts {
    boolean accepts(char c);
  }

  private static int endOf(String text, int start, Accepts accepts) {
    int end = start;
    while (end < text.length() && accepts.accepts(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static Token token(Kind kind, String text, int start, int end) {
    return new Token(kind, text.substring(start, end));
  }
}
