// okhttp-sse under test:
// mvn dependency:copy-dependencies -DoutputDirectory=lib && npx sse-conformance run --command "java -cp 'lib/*' Driver.java"

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.Semaphore;
import okhttp3.*;
import okhttp3.sse.*;
import org.json.JSONObject;

public class Driver extends EventSourceListener {
  static final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
  static final OkHttpClient client = new OkHttpClient.Builder().readTimeout(Duration.ZERO).build();
  final Semaphore wanted = new Semaphore(0);
  final int id;
  final EventSource source;
  volatile boolean opened, left;

  Driver(JSONObject order) {
    id = order.getInt("id");
    var headers = new Headers.Builder();
    order.optJSONObject("headers", new JSONObject()).toMap().forEach((name, value) -> headers.add(name, (String) value));
    RequestBody body = order.has("body") ? RequestBody.create(order.getString("body").getBytes(UTF_8)) : null;
    var request = new Request.Builder().url(order.getString("url")).headers(headers.build()).method(order.getString("method"), body).build();
    Call.Factory idle = client.newBuilder().readTimeout(Duration.ofMillis(order.optInt("idleTimeout", 0))).build();
    source = EventSources.createFactory(idle).newEventSource(request, this);
  }

  static synchronized void say(int id, String what, Object value) { out.print(new JSONObject().put("id", id).put(what, value) + "\n"); }

  @Override public void onOpen(EventSource source, Response response) {
    opened = true;
    say(id, "open", new JSONObject().put("status", response.code()).put("headers", response.headers().toMultimap()));
  }

  @Override public void onEvent(EventSource source, String eventId, String type, String data) {
    wanted.acquireUninterruptibly();
    if (!left) say(id, "event", new JSONObject().put("event", type).put("data", data).put("id", eventId));
  }

  @Override public void onClosed(EventSource source) { say(id, "end", true); }

  @Override public void onFailure(EventSource source, Throwable error, Response response) {
    if (response != null && !opened) onOpen(source, response);
    say(id, "error", String.valueOf(error != null ? error : response));
  }

  public static void main(String[] args) {
    client.dispatcher().setMaxRequestsPerHost(64);
    var capabilities = "event-type event-id response method headers body signal idle-timeout".split(" ");
    var subject = new JSONObject(Map.of("name", "okhttp-sse", "version", OkHttp.VERSION, "methods", List.of("connect"), "capabilities", capabilities));
    out.println(subject.put("policies", Map.of("redirects", "followed", "noContent", "throws")));
    var connections = new HashMap<Integer, Driver>();
    new BufferedReader(new InputStreamReader(System.in, UTF_8)).lines().forEach(line -> follow(new JSONObject(line), connections));
    System.exit(0);
  }

  static void follow(JSONObject order, Map<Integer, Driver> connections) {
    var driver = connections.get(order.getInt("id"));
    try {
      if (driver == null) connections.put(order.getInt("id"), new Driver(order));
      if (driver == null) return;
      driver.left = !order.getString("do").equals("next");
      if (driver.left) driver.source.cancel();
      driver.wanted.release();
    } catch (IllegalArgumentException error) {
      say(order.getInt("id"), "error", error.toString());
    }
  }
}
