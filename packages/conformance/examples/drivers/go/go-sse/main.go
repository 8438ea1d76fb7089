// go-sse under test: npx sse-conformance run --command "go run ./go-sse"
package main

import (
	"context"
	"net/http"
	"strings"

	"driver/protocol"

	"github.com/tmaxmax/go-sse"
)

func connect(ctx context.Context, c protocol.Connection) error {
	request, err := http.NewRequestWithContext(ctx, c.Method, c.Url, strings.NewReader(c.Body))
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "text/event-stream")
	for name, value := range c.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	c.Say("open", protocol.Object{"status": response.StatusCode, "headers": response.Header})
	if err := sse.DefaultValidator(response); err != nil {
		return err
	}
	for event, err := range sse.Read(response.Body, &sse.ReadConfig{MaxEventSize: 1 << 26}) {
		if <-c.Wanted; err != nil {
			return err
		}
		c.Say("event", protocol.Object{"event": event.Type, "data": event.Data, "id": event.LastEventID})
	}
	return nil
}

func main() {
	capabilities := strings.Fields("event-type event-id response method headers body signal")
	policies := protocol.Object{"redirects": "followed"}
	protocol.Serve(protocol.Object{"name": "go-sse", "version": "0.12.0", "methods": []string{"connect"}, "capabilities": capabilities, "policies": policies}, connect)
}
