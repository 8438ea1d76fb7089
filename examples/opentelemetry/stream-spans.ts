// OpenTelemetry spans for event streams: one for each connection, linked to the connection before it.
import { type Link, type Span, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import type { Trace, TracedStream } from "@sse/fetch";

interface Connection {
  readonly span: Span;
  readonly start: number;
  lastEvent: number | undefined;
}

/** Hooks for the option `trace`. Make them once for each source of `reconnect`, and give them to all of its connections. */
export function streamSpans(tracer: Tracer): Trace {
  const connections = new WeakMap<TracedStream, Connection>();
  let before: Link[] = [];
  return {
    request({ method, url }, stream) {
      const attributes = { "http.request.method": method, "url.full": url };
      const span = tracer.startSpan(`SSE ${method}`, { kind: SpanKind.CLIENT, attributes, links: before });
      before = [{ context: span.spanContext() }];
      connections.set(stream, { span, start: performance.now(), lastEvent: undefined });
    },
    response: ({ status }, stream) => void connections.get(stream)?.span.setAttribute("http.response.status_code", status),
    event({ event }, stream) {
      const connection = connections.get(stream);
      if (!connection) return;
      const [now, { span, start, lastEvent }] = [performance.now(), connection];
      if (lastEvent === undefined) span.setAttribute("sse.time_to_first_event_ms", now - start);
      span.addEvent(event, lastEvent === undefined ? {} : { "sse.time_since_last_event_ms": now - lastEvent });
      connection.lastEvent = now;
    },
    end({ reason, error }, stream) {
      const span = connections.get(stream)?.span.setAttribute("sse.end", reason);
      if (reason === "failed") span?.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      span?.end();
    },
  };
}
