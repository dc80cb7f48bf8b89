// Package lexicon says of pairs of English words whether what one says follows
// from the other: "firm" of "corporation", "criminal" of "crime". The pairs are
// made out of WordNet 3.1 by make.go.
//
// A pair says only that the two may mean so, in one of the meanings that they
// have most often; whoever asks has to know that they stand in the same place.
package lexicon

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
)

//go:embed wordnet.txt.gz
var packed []byte

// lines has for each stem those that it follows from, each between spaces.
var lines = sync.OnceValue(func() map[string]string {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err) // it is part of the program
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	out := make(map[string]string, 1<<15)
	for line := range strings.Lines(string(text)) {
		said, from, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		out[said] = " " + from + " "
	}
	return out
})

// Load reads the lexicon, some tens of milliseconds, which the first Follows does otherwise.
func Load() { lines() }

// Follows says whether a word with the stem said may follow from one with the
// stem from: it means the same, something wider, or is of its family. Stems are
// those of Snowball's stemmer for English.
func Follows(said, from string) bool {
	return strings.Contains(lines()[said], " "+from+" ")
}
