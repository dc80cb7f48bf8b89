package modeltest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"

	"carrel/inference/models"
)

// Shallow is what is changed in the bundled chat model beside its depth.
type Shallow struct {
	Blocks   int                 // how many of its blocks remain; 0: one
	Tokens   map[string]string   // other texts for some of the vocabulary
	Template func(string) string // nil: the model's own
}

// WriteShallow writes the bundled chat model with its first blocks alone to path:
// nonsense for answers, in a fraction of the time. With one block keys and values
// follow from each token alone; what is to show that they were computed the same in
// their context needs two and more. The test is skipped where the bundled model is
// not there.
func WriteShallow(t testing.TB, path string, o Shallow) {
	t.Helper()
	written(t, makeShallow(path, o))
}

func makeShallow(path string, o Shallow) error {
	bundled, err := models.Resolve(models.DefaultChat)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(bundled)
	if err != nil {
		return err
	}
	pairs, tensors, body, err := parse(data)
	if err != nil {
		return err
	}
	for i := range pairs {
		switch p := &pairs[i]; {
		case strings.HasSuffix(p.key, ".block_count"):
			p.data = binary.LittleEndian.AppendUint32(nil, uint32(max(1, o.Blocks)))
		case p.key == "tokenizer.chat_template" && o.Template != nil:
			p.data = text(o.Template(string(p.data[8:]))) // behind its length
		case p.key == "tokenizer.ggml.tokens":
			for from, to := range o.Tokens {
				if p.data = bytes.Replace(p.data, text(from), text(to), 1); !bytes.Contains(p.data, text(to)) {
					return fmt.Errorf("the bundled model has no token %q", from)
				}
			}
		}
	}
	w := writer{}
	blocks := max(1, o.Blocks)
	for i, t := range tensors {
		var block int
		if n, _ := fmt.Sscanf(t.name, "blk.%d.", &block); n == 1 && block >= blocks {
			continue
		}
		end := uint64(len(body))
		if i+1 < len(tensors) {
			end = tensors[i+1].offset // with what fills up to the next one
		}
		w.raw(t, body[t.offset:end])
	}
	return os.WriteFile(path, w.file(pairs), 0o600)
}

// raw writes a tensor as it stands in another file.
func (w *writer) raw(t tensor, data []byte) {
	w.entries.Write(text(t.name))
	put(&w.entries, uint32(len(t.dims)), t.dims, t.kind, uint64(w.body.Len()))
	w.body.Write(data)
	w.body.Write(bytes.Repeat([]byte{0}, -len(data)&31))
	w.count++
}
