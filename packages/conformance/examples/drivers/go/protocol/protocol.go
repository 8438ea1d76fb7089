// Package protocol is a driver's side of the protocol, for any client that runs in a goroutine of its own.
package protocol

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
)

type Object = map[string]any

type Connection struct {
	Id                                 int
	Do, Url, Method, Body, LastEventId string
	Headers                            map[string]string
	Wanted                             chan bool `json:"-"`
	leave                              context.CancelFunc
}

func (c Connection) Say(member string, value any) {
	json.NewEncoder(os.Stdout).Encode(Object{"id": c.Id, member: value})
}

// Serve makes the connections that standard input asks for, and cancels those that are left.
func Serve(subject Object, connect func(context.Context, Connection) error) {
	json.NewEncoder(os.Stdout).Encode(subject)
	connections := map[int]Connection{}
	for input, order := json.NewDecoder(os.Stdin), (Connection{}); input.Decode(&order) == nil; order = (Connection{}) {
		if connection, known := connections[order.Id]; known {
			if order.Do != "next" {
				connection.leave()
			}
			connection.Wanted <- true
			continue
		}
		ctx, cancel := context.WithCancel(context.Background())
		order.Wanted, order.leave = make(chan bool, 1<<20), cancel
		connections[order.Id] = order
		go func() {
			// The first error, if there is one: some clients return nothing when they are cancelled.
			if err := cmp.Or(connect(ctx, order), ctx.Err()); err != nil {
				order.Say("error", err.Error())
			} else {
				order.Say("end", true)
			}
		}()
	}
}
