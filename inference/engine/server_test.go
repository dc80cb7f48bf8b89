package engine

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/wire"
)

// A result that no frame holds ends its call all the same, in words.
func TestReplyTooLarge(t *testing.T) {
	var out bytes.Buffer
	s := &server{out: &out}
	s.reply(7, wire.Result, strings.Repeat("x", wire.MaxPayload))
	f, err := wire.Read(&out)
	if err != nil {
		t.Fatal("nothing was sent: ", err)
	}
	var failure inference.Error
	if err := json.Unmarshal(f.Payload, &failure); err != nil || f.Kind != wire.Failure || f.Call != 7 || failure.Code != inference.CodeBadRequest {
		t.Errorf("%d for the call %d, %+v", f.Kind, f.Call, failure)
	}
}
