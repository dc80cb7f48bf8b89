package app

import (
	"fmt"
	"strconv"
	"time"

	"carrel/app/audit"
	"carrel/app/porter"
	"carrel/knowledge/figure"
)

// mostOpenings are told at once; the log's file has all.
const mostOpenings = 500

// Opening is an entry of the audit log in words.
type Opening struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Openings is what the audit log says: what could leave this computer, and why.
type Openings struct {
	Last   []Opening `json:"last"`             // the newest first, at most 500
	Total  int       `json:"total"`            // how many entries there are
	Path   string    `json:"path"`             // of the log
	Broken string    `json:"broken,omitempty"` // that the log was changed, in words; Last and Total are of before that
}

// Openings reads the audit log and checks that it is as it was written.
func (a *App) Openings() (Openings, error) { return readOpenings(a.options.Folders.auditLog()) }

func readOpenings(path string) (Openings, error) {
	o := Openings{Last: []Opening{}, Path: path}
	report, err := audit.Verify(path)
	if report.Broken != nil {
		o.Broken = report.Broken.Error()
	} else if err != nil {
		return o, Errorf(CodeInternal, "What was opened cannot be read: %w", err)
	}
	o.Total = len(report.Entries)
	for i := o.Total - 1; i >= 0 && len(o.Last) < mostOpenings; i-- {
		o.Last = append(o.Last, Opening{report.Entries[i].At, entryWords(report.Entries[i])})
	}
	return o, nil
}

// entryWords says in a sentence what an entry records.
func entryWords(e audit.Entry) string {
	d := e.Detail
	store := "the team's store" // at a socket of this computer
	if host := d["host"]; host != "" {
		store += " at " + host
	}
	switch e.Kind {
	case porter.KindLink:
		return fmt.Sprintf("A link to %s was opened in your browser.", d["host"])
	case porter.KindLinkFailed:
		return fmt.Sprintf("The link to %s could not be opened.", d["host"])
	case porter.KindConnect:
		return fmt.Sprintf("Connected to %s%s.", store, times(d["more"], ", and %s since the entry before", "once more", "times more"))
	case porter.KindClosed:
		return fmt.Sprintf("The connections to %s ended%s%s.", store, times(d["connections"], ": %s in all", "one", "of them"),
			times(d["sent"], ", with %s sent", "1 byte", "bytes"))
	case porter.KindListen:
		return "Other programs on this computer were let in."
	case porter.KindHungUp:
		return fmt.Sprintf("Other programs were let in no more%s.", times(d["connections"], "; %s until then", "one came", "connections"))
	case porter.KindFetch:
		return fmt.Sprintf("The download of %s from %s began.", d["file"], d["host"])
	case porter.KindDelivery:
		return fmt.Sprintf("%s comes from %s, where the source keeps it.", d["file"], d["host"])
	case porter.KindFetched:
		switch d["result"] {
		case "whole":
			return fmt.Sprintf("The download of %s from %s ended: it is whole.", d["file"], d["host"])
		case "cancelled":
			return fmt.Sprintf("The download of %s from %s was stopped.", d["file"], d["host"])
		}
		return fmt.Sprintf("The download of %s from %s failed.", d["file"], d["host"])
	case kindShare:
		return fmt.Sprintf("You agreed to share the library with %s%s.", store, times(d["documents"], ": %s at that time", "1 document", "documents"))
	case kindLeave:
		if d["removed"] == "true" {
			return fmt.Sprintf("You stopped sharing with the team's store at %s, and what was sent was removed there.", hostOf(d["store"]))
		}
		return fmt.Sprintf("You stopped sharing with the team's store at %s; what was sent stays there.", hostOf(d["store"]))
	case kindCopyTo:
		return fmt.Sprintf("You agreed to a copy of the library to %s.", store)
	case audit.KindRecovered:
		return "A line of this list that a crash had cut short was taken out."
	}
	return fmt.Sprintf("%s %s", e.Kind, d["host"]) // of a newer Carrel
}

// times puts a number of an entry into words, as "12 documents"; "" for none.
func times(number, format, one, many string) string {
	n, err := strconv.Atoi(number)
	if err != nil || n <= 0 {
		return ""
	}
	if n == 1 {
		return fmt.Sprintf(format, one)
	}
	return fmt.Sprintf(format, figure.Count(n)+" "+many)
}
