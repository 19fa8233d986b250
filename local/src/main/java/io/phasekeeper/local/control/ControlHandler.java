package io.phasekeeper.local.control;

import io.phasekeeper.local.data.CannotLook;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The control channel of a running suite: takes requests of those who know its token. */
public final class ControlHandler extends Handler.Abstract {
  /** Its path on the suite's address. */
  public static final String PATH = "/control";

  /** The header that carries the token. */
  public static final String TOKEN = "X-Phasekeeper-Token";

  private static final int LONGEST = 2 << 20;

  private final String token;
  private final Desk desk;

  public ControlHandler(String token, Desk desk) {
    this.token = token;
    this.desk = desk;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String given = request.getHeaders().get(TOKEN);
    if (given == null
        || !MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
      Response.writeError(request, response, callback, 403, "the token is missing or wrong");
      return true;
    }
    byte[] body;
    try (InputStream content = Content.Source.asInputStream(request)) {
      body = content.readNBytes(LONGEST + 1);
    }
    if (body.length > LONGEST) {
      Response.writeError(
          request, response, callback, 413, "a request is at most " + LONGEST + " bytes");
      return true;
    }
    DeskAnswer answer = answer(new String(body, StandardCharsets.UTF_8));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(answer.json().getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }

  private DeskAnswer answer(String body) {
    try {
      return desk.ask(
          DeskRequest.parse(body)
              .orElseThrow(() -> new CannotLook("cannot understand the request: " + body)));
    } catch (CannotLook e) {
      return new DeskAnswer(3, e.getMessage() == null ? "" : e.getMessage());
    } catch (RuntimeException e) {
      return new DeskAnswer(3, "the suite could not do it: " + e.getMessage());
    }
  }
}
