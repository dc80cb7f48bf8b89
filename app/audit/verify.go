package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Report is what Verify found.
type Report struct {
	Entries []Entry `json:"entries"` // the whole lines up to the first broken one, oldest first
	Head    string  `json:"head"`    // SHA-256 of the last of them, in hex
	Torn    int     `json:"torn"`    // bytes of a last line that a crash cut short; the next Append removes them
	Broken  *Broken `json:"broken,omitempty"`
}

// Broken is the first line that doesn't follow from the ones before it.
type Broken struct {
	Line   int    `json:"line"` // from 1
	Reason string `json:"reason"`
}

// Error is the break in words for a person.
func (b *Broken) Error() string {
	return fmt.Sprintf("The audit log was changed: line %d %s. Everything before it is as it was written.", b.Line, b.Reason)
}

// Verify reads the log at path and checks its chain. The error is a *Broken
// where the chain is, also in the report; a log that isn't there is whole and
// empty. A last line cut short is no break: only a crash leaves one.
func Verify(path string) (Report, error) {
	report := Report{Head: firstPrev}
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return report, nil
	}
	if err != nil {
		return report, fmt.Errorf("check the audit log: %w", err)
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, maxLine)
	for number := 1; ; number++ {
		line, err := lines.ReadSlice('\n')
		if err == io.EOF {
			report.Torn = len(line)
			return report, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return report, fmt.Errorf("check the audit log %s: %w", path, err)
		}
		entry, reason := follow(line, report.Head, int64(number))
		if reason != "" {
			report.Broken = &Broken{Line: number, Reason: reason}
			return report, report.Broken
		}
		report.Entries = append(report.Entries, entry)
		report.Head = digest(line[:len(line)-1])
	}
}

// follow decodes a line that should come after the one with hash prev as number
// seq, or says why it doesn't.
func follow(line []byte, prev string, seq int64) (Entry, string) {
	body, whole := bytes.CutSuffix(line, []byte("\n"))
	var entry Entry
	if !whole {
		return entry, "is longer than any entry"
	}
	if err := json.Unmarshal(body, &entry); err != nil {
		return entry, "is not an entry"
	}
	if entry.Prev != prev {
		if seq == 1 {
			return entry, "is not the first entry that was written"
		}
		return entry, "doesn't follow from the line before it: one of the two was changed, or lines between them were removed"
	}
	if entry.Seq != seq {
		return entry, fmt.Sprintf("has the number %d", entry.Seq)
	}
	return entry, ""
}
