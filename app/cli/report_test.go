package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestOneObject: a command that fails after its result is out says so on
// standard error alone, since --json promises one object.
func TestOneObject(t *testing.T) {
	for _, first := range []bool{false, true} {
		var out, said bytes.Buffer
		inv := &invocation{json: true, stdout: &out, stderr: &said}
		if first {
			if err := inv.printJSON(struct{}{}); err != nil {
				t.Fatal(err)
			}
		}
		if code := inv.report(errors.New("it broke")); code == 0 {
			t.Error("it ended with 0")
		}
		d := json.NewDecoder(&out)
		var object map[string]any
		if err := d.Decode(&object); err != nil {
			t.Fatal(err)
		}
		if _, isError := object["error"]; isError == first {
			t.Errorf("after a result: %v; printed %v", first, object)
		}
		if err := d.Decode(&object); err != io.EOF {
			t.Errorf("after a result: %v; a second object %v, %v", first, object, err)
		}
		if !strings.Contains(said.String(), "it broke") {
			t.Errorf("standard error has %q", said.String())
		}
	}
}
