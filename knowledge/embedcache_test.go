package knowledge_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// vectorCache keeps what has been embedded in a file between runs, for whoever
// tries rankings again and again: embedding some thousand passages takes
// minutes, ranking them seconds. It is used where the environment variable
// CARREL_EMBEDDINGS names a folder, by one run at a time.
type vectorCache struct {
	known map[[sha256.Size]byte][]float32
	file  *os.File
}

// openVectorCache reads the cache of a model; without the variable it is empty
// and keeps nothing.
func openVectorCache(t testing.TB, model string) *vectorCache {
	t.Helper()
	c := &vectorCache{known: map[[sha256.Size]byte][]float32{}}
	dir := os.Getenv("CARREL_EMBEDDINGS")
	if dir == "" {
		return c
	}
	var err error
	c.file, err = os.OpenFile(filepath.Join(dir, filepath.Base(model)+".vectors"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.file.Close() })
	r := bufio.NewReaderSize(c.file, 1<<20)
	whole := int64(0)
	for {
		var head [sha256.Size + 4]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			break
		}
		row := make([]byte, 4*binary.LittleEndian.Uint32(head[sha256.Size:]))
		if _, err := io.ReadFull(r, row); err != nil {
			break
		}
		vector := make([]float32, len(row)/4)
		for i := range vector {
			vector[i] = math.Float32frombits(binary.LittleEndian.Uint32(row[4*i:]))
		}
		c.known[[sha256.Size]byte(head[:])] = vector
		whole += int64(len(head) + len(row))
	}
	if err := c.file.Truncate(whole); err != nil { // of what a run that was ended has half written
		t.Fatal(err)
	}
	return c
}

func (c *vectorCache) get(text string) []float32 { return c.known[sha256.Sum256([]byte(text))] }

func (c *vectorCache) put(text string, vector []float32) {
	key := sha256.Sum256([]byte(text))
	c.known[key] = vector
	if c.file == nil {
		return
	}
	row := append([]byte{}, key[:]...)
	row = binary.LittleEndian.AppendUint32(row, uint32(len(vector)))
	for _, x := range vector {
		row = binary.LittleEndian.AppendUint32(row, math.Float32bits(x))
	}
	c.file.Write(row) // what is lost is embedded again
}
