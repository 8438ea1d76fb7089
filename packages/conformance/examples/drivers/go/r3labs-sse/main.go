// r3labs/sse under test: npx sse-conformance run --command "go run ./r3labs-sse"
package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"driver/protocol"

	"github.com/r3labs/sse/v2"
	"gopkg.in/cenkalti/backoff.v1"
)

func connect(ctx context.Context, c protocol.Connection) error {
	client := sse.NewClient(c.Url, sse.ClientMaxBufferSize(1<<26))
	client.Headers = c.Headers
	if c.LastEventId != "" {
		client.LastEventID.Store([]byte(c.LastEventId))
	}
	client.ReconnectStrategy = &backoff.StopBackOff{}
	if c.Do == "reconnect" {
		delays := backoff.NewExponentialBackOff()
		delays.InitialInterval = 50 * time.Millisecond
		client.ReconnectStrategy = backoff.WithContext(delays, ctx)
	}
	opened := false
	client.ResponseValidator = func(_ *sse.Client, response *http.Response) error {
		if !opened {
			c.Say("open", protocol.Object{"status": response.StatusCode, "headers": response.Header})
		}
		// A validator stands in for the client's own check, which is this one.
		if opened = true; response.StatusCode != http.StatusOK {
			response.Body.Close()
			return fmt.Errorf("could not connect to stream: %s", response.Status)
		}
		return nil
	}
	return client.SubscribeRawWithContext(ctx, func(event *sse.Event) {
		if <-c.Wanted; ctx.Err() == nil {
			c.Say("event", protocol.Object{"event": string(event.Event), "data": string(event.Data), "id": string(event.ID)})
		}
	})
}

func main() {
	capabilities := strings.Fields("event-type event-id response headers signal send-last-event-id")
	policies := protocol.Object{"redirects": "followed", "noContent": "throws", "serverErrors": "retried"}
	protocol.Serve(protocol.Object{"name": "r3labs/sse", "version": "2.10.0", "methods": []string{"connect", "reconnect"}, "capabilities": capabilities, "policies": policies}, connect)
}
