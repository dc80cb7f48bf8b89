package inference_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"

	"carrel/inference"
	"carrel/inference/wire"
)

// garblingEngine begins its first answer with what is none, and describes itself by
// whether it was told to stop that.
func garblingEngine() {
	hello, _ := json.Marshal(wire.Greeting{Protocol: wire.Version, Info: json.RawMessage("{}")})
	_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Hello, Payload: hello})
	_, _ = wire.Read(os.Stdin)
	first, _ := wire.Read(os.Stdin)
	_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Tokens, Call: first.Call, Payload: []byte("?")})
	next, _ := wire.Read(os.Stdin)
	stopped := next.Kind == wire.Cancel && next.Call == first.Call
	if stopped {
		next, _ = wire.Read(os.Stdin)
	}
	_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Result, Call: next.Call, Payload: fmt.Appendf(nil, `{"library":"stopped: %v"}`, stopped)})
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// An answer that cannot be read is given up, and the engine need not go on with it.
func TestGarbledAnswer(t *testing.T) {
	c := inference.New(inference.Config{Command: command(t, "garbling-engine")})
	defer c.Close()
	_, err := c.Generate(t.Context(), inference.GenerateRequest{Prompt: "x"}, nil)
	code(t, err, inference.CodeProtocol)
	if info, err := c.Start(t.Context()); err != nil || info.Library != "stopped: true" {
		t.Errorf("%s, %v", info.Library, err)
	}
}
