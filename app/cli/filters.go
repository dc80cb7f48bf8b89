package cli

import (
	"errors"
	"flag"
	"net/url"
	"path/filepath"
	"strings"

	"carrel/app"
	"carrel/knowledge"
)

// filterOptions limit a search to some of the documents.
type filterOptions struct {
	collections, types, languages list
	folder, since, until          word
	datedSince, datedUntil        word
}

// list is an option that may be given several times, or once with commas.
type list []string

func (l *list) String() string { return "" }

func (l *list) Set(s string) error {
	if strings.Trim(s, ", ") == "" {
		return errNamesNothing
	}
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			*l = append(*l, part)
		}
	}
	return nil
}

// errNamesNothing refuses a filter without a value, most often of a script whose
// variable is not set: all documents are not meant.
var errNamesNothing = errors.New("it names nothing; leave the option out for all documents")

// word is an option whose value is not empty.
type word string

func (w *word) String() string { return "" }

func (w *word) Set(s string) error {
	if strings.TrimSpace(s) == "" {
		return errNamesNothing
	}
	*w = word(s)
	return nil
}

func (o *filterOptions) declare(fs *flag.FlagSet) {
	fs.Var(&o.collections, "collection", "only in the collection with this `NAME` or ID")
	fs.Var(&o.types, "type", "only in documents of this `FORMAT`: pdf, docx, markdown, …")
	fs.Var(&o.languages, "language", "only in documents in this `LANGUAGE`, by code or English name: en, de, German, …")
	fs.Var(&o.folder, "folder", "only in documents in `DIR` and below")
	fs.Var(&o.since, "since", "only in documents added on `DAY` or later: 2026-11-25, 2026-11 or 2026")
	fs.Var(&o.until, "until", "only in documents added on `DAY` or before")
	fs.Var(&o.datedSince, "dated-since", "only in documents whose own date is `DAY` or later: the end of the period they report on, the day they bear, or what their file says")
	fs.Var(&o.datedUntil, "dated-until", "only in documents whose own date is `DAY` or before")
}

// filters gives what the options say; a folder is meant from here. Its error is
// a usageError.
func (o *filterOptions) filters() (knowledge.Filters, error) {
	folder := string(o.folder)
	if folder != "" {
		if abs, err := filepath.Abs(folder); err == nil {
			folder = abs
		}
	}
	f := knowledge.Filters{Collections: o.collections, Types: o.types, Languages: o.languages, Folder: folder, Since: string(o.since), Until: string(o.until), DatedSince: string(o.datedSince), DatedUntil: string(o.datedUntil)}
	if err := f.Check(); err != nil {
		return f, usageError(app.Explain(err).Message)
	}
	return f, nil
}

// add puts the filters into an address.
func add(v url.Values, f knowledge.Filters) {
	for name, values := range map[string][]string{"collections": f.Collections, "types": f.Types, "languages": f.Languages} {
		for _, value := range values {
			v.Add(name, value)
		}
	}
	for name, value := range map[string]string{"folder": f.Folder, "since": f.Since, "until": f.Until, "dated_since": f.DatedSince, "dated_until": f.DatedUntil} {
		if value != "" {
			v.Set(name, value)
		}
	}
}
