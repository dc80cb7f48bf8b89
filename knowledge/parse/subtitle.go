package parse

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// cueTimes is the line that says when a subtitle is shown, in SRT and WebVTT.
var cueTimes = regexp.MustCompile(`^\s*((?:\d+:)?\d{1,2}:\d{2})[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}`)

// cueMarks are the marks of type and voice in a subtitle.
var cueMarks = regexp.MustCompile(`<[^<>]*>|\{\\[^{}]*\}`)

// cueVoice is the mark of WebVTT for who speaks, with the name: "<v Ada Reader>",
// "<v.first.loud Ada>".
var cueVoice = regexp.MustCompile(`<v(?:\.[^\s<>]*)?\s+([^<>]+)>`)

// readSubtitles gives what is said in a film: the words of its subtitles, each
// with the time at which it is shown as its place. Who speaks stands before the words where
// the file says it ("Ada: …"), once for all that is said without a change.
func readSubtitles(j job) (reader.Meta, error) {
	meta := reader.Meta{Format: formatSubtitles, Unit: reader.UnitPart}
	var b strings.Builder
	var p reader.Page
	runes := 0
	send := func() error {
		if p.Text = b.String(); p.Text == "" {
			return nil
		}
		meta.Pages++
		p.Number = meta.Pages
		err := j.page(p)
		b.Reset()
		p, runes = reader.Page{}, 0
		return err
	}
	var time, last, voice string
	for line := range strings.SplitSeq(decodeText(j.data), "\n") {
		if m := cueTimes.FindStringSubmatch(line[:min(len(line), 100)]); m != nil {
			time = m[1]
			continue
		}
		line = strings.TrimSpace(strings.ReplaceAll(line, "\f", " "))
		if line == "" {
			time = "" // until the next time, numbers and notes
			continue
		}
		line = cueVoice.ReplaceAllStringFunc(line, func(mark string) string {
			name := strings.TrimSpace(cueVoice.FindStringSubmatch(mark)[1])
			if name == "" || name == voice {
				return ""
			}
			voice = name
			return name + ": "
		})
		if line = strings.TrimSpace(cueMarks.ReplaceAllString(line, "")); time == "" || line == "" || line == last {
			continue // running captions repeat the line before
		}
		last = line
		for line != "" {
			n := pageEnd(line) // all of it, but for hostile files
			piece := line[:n]
			line = line[n:]
			length := utf8.RuneCountInString(piece)
			if runes > 0 && runes+1+length > pageRunes {
				if err := send(); err != nil {
					return reader.Meta{}, err
				}
			}
			if runes > 0 {
				b.WriteByte('\n')
				runes++
			}
			b.WriteString(piece)
			runes += length
			if n := len(p.Places); n > 0 && p.Places[n-1].Name == time {
				p.Places[n-1].End = runes
			} else {
				p.Places = append(p.Places, reader.Place{Start: runes - length, End: runes, Name: time})
			}
		}
	}
	if err := send(); err != nil {
		return reader.Meta{}, err
	}
	if meta.Pages == 0 {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There are no subtitles in this file."}
	}
	return meta, nil
}
