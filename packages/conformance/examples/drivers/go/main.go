// go-sse under test: npx sse-conformance run --command "go run ."
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/tmaxmax/go-sse"
)

type object = map[string]any
type order struct {
	Id                    int
	Do, Url, Method, Body string
	Headers               map[string]string
}

func say(line object) { json.NewEncoder(os.Stdout).Encode(line) }

func connect(ctx context.Context, o order, next chan bool) (err error) {
	defer func() { say(object{"id": o.Id, "end": err == nil, "error": fmt.Sprint(err)}) }()
	request, err := http.NewRequestWithContext(ctx, o.Method, o.Url, strings.NewReader(o.Body))
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "text/event-stream")
	for name, value := range o.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	say(object{"id": o.Id, "open": object{"status": response.StatusCode, "headers": response.Header}})
	if err := sse.DefaultValidator(response); err != nil {
		return err
	}
	for event, err := range sse.Read(response.Body, &sse.ReadConfig{MaxEventSize: 1 << 26}) {
		if <-next; err != nil {
			return err
		}
		say(object{"id": o.Id, "event": object{"event": event.Type, "data": event.Data, "id": event.LastEventID}})
	}
	return nil
}

func main() {
	say(object{"name": "go-sse", "version": "0.12.0", "methods": []string{"connect"}, "policies": object{"redirects": "followed"}, "capabilities": strings.Fields("event-type event-id response method headers body signal")})
	next, leave := map[int]chan bool{}, map[int]context.CancelFunc{}
	for input, o := json.NewDecoder(os.Stdin), (order{}); input.Decode(&o) == nil; o = (order{}) {
		if o.Do == "connect" {
			ctx, cancel := context.WithCancel(context.Background())
			next[o.Id], leave[o.Id] = make(chan bool, 1<<20), cancel
			go connect(ctx, o, next[o.Id])
			continue
		}
		if o.Do != "next" {
			leave[o.Id]()
		}
		next[o.Id] <- true
	}
}
