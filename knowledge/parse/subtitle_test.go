package parse

import (
	"testing"

	"carrel/knowledge/reader"
)

// WebVTT says who speaks in marks; without them an interview's answers are nobody's.
func TestSubtitleVoices(t *testing.T) {
	var text string
	_, err := readSubtitles(job{data: []byte("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Jon Abt>Is it tight?\n\n00:03.000 --> 00:04.000\n<v.loud Lena Voss>No.\n\n00:05.000 --> 00:06.000\n<v Lena Voss>It <i>leaks</i>.\n\n00:07.000 --> 00:08.000\n<v Jon Abt>Oh."),
		page: func(p reader.Page) error { text += p.Text; return nil }})
	if want := "Jon Abt: Is it tight?\nLena Voss: No.\nIt leaks.\nJon Abt: Oh."; err != nil || text != want {
		t.Errorf("%q %v", text, err)
	}
}
