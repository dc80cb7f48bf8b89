package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"carrel/app"
	"carrel/app/api"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// document is a document as --json prints it. The names are promised in docs/cli.md.
type document struct {
	ID         string           `json:"id"`
	Path       string           `json:"path"`
	Title      string           `json:"title"`
	Format     string           `json:"format"`
	State      knowledge.State  `json:"state"`
	Pages      int              `json:"pages"`
	Passages   int              `json:"passages"`
	Embedded   int              `json:"embedded"`
	Scans      int              `json:"scans"`
	Recognised int              `json:"recognised"`
	Again      int              `json:"recognising_again"`
	Languages  []string         `json:"recognised_in"`
	Bytes      int64            `json:"bytes"`
	Known      bool             `json:"known"`
	CopyAt     string           `json:"copy_at,omitempty"` // the file that was added, where it is another one with the same content
	Sealed     bool             `json:"sealed"`
	Needs      bool             `json:"needs_password"`
	Warnings   []reader.Warning `json:"warnings"`
	Error      string           `json:"error"`      // "" where nothing is wrong
	ErrorCode  string           `json:"error_code"` // likewise
	Retriable  bool             `json:"retriable"`  // it could not be read, and another try may go otherwise
}

// noDocuments is said of a library that is empty.
const noDocuments = "No documents yet. Add some with: carrel add PATH"

type documentsOutput struct {
	Documents []document `json:"documents"`
}

func outputOf(docs []knowledge.Document) documentsOutput {
	var out documentsOutput
	for _, d := range docs {
		out.Documents = append(out.Documents, document{
			ID: d.ID, Path: d.Path, Title: d.Title, Format: d.Format, State: d.State,
			Pages: d.Pages, Passages: d.Passages, Embedded: d.Embedded, Scans: d.Scans, Recognised: d.Recognised,
			Again: d.RecognisingAgain, Languages: slices.Concat([]string{}, d.RecognisedIn), Bytes: d.Bytes,
			Known: d.Known, CopyAt: d.CopyAt, Sealed: d.Sealed, Needs: d.NeedsPassword, Warnings: d.Warnings, Error: d.Error, ErrorCode: d.Code, Retriable: d.Retriable,
		})
	}
	return out
}

type addOptions struct{ wait bool }

var addCommand = &command{
	name: "add", args: "PATH... [--wait]", short: "take files and folders into the library",
	options: func(fs *flag.FlagSet) any {
		o := &addOptions{}
		fs.BoolVar(&o.wait, "wait", false, "until they can be found by meaning too, not only by words")
		return o
	},
	run: runAdd,
}

func runAdd(ctx context.Context, inv *invocation) error {
	if len(inv.args) == 0 {
		return usageError("Name the files or folders to add: carrel add PATH...")
	}
	var paths []string
	for _, p := range inv.args {
		if p == "" { // a shell variable that is not set; it would mean the working folder
			return usageError("One of the names is empty. Name the files or folders to add: carrel add PATH...")
		}
		if p == "-" {
			if _, err := os.Lstat(p); err != nil {
				return usageError("Only files can be added: what comes on standard input has no place that a citation could open. Write it to a file first.")
			}
		}
		abs, err := filepath.Abs(p) // the other process has another working folder
		if err != nil {
			return err
		}
		paths = append(paths, abs)
	}
	wait := inv.options.(*addOptions).wait
	s, err := inv.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.close()
	var added api.AddReply
	if err := s.call(ctx, http.MethodPost, "/api/documents", addRequest(paths), &added); err != nil {
		return err
	}
	inv.left = "What has not been read yet is read the next time Carrel is open, or with the same command."
	done := inv.showActivity(ctx, s)
	docs, err := s.wait(ctx, added.Documents, knowledge.StateSearchable)
	if err != nil {
		done()
		return inv.pausedInWords(err)
	}
	var notEmbedded error // the documents are in all the same
	if wait {
		var embedded []knowledge.Document
		if embedded, notEmbedded = s.wait(ctx, docs, knowledge.StateEmbedded); notEmbedded == nil {
			docs = embedded
		}
		notEmbedded = inv.pausedInWords(notEmbedded)
	}
	done()
	if inv.json {
		if err := inv.printJSON(struct {
			Documents  []document           `json:"documents"`
			PassedOver knowledge.PassedOver `json:"passed_over"`
		}{outputOf(docs).Documents, added.PassedOver}); err != nil {
			return err
		}
	} else {
		inv.printAdded(docs, "added")
		inv.printPassedOver(added.PassedOver)
	}
	if notEmbedded != nil {
		return notEmbedded
	}
	if !wait && !inv.json && s.own != nil && slices.ContainsFunc(docs, func(d knowledge.Document) bool { return d.State == knowledge.StateSearchable }) {
		fmt.Fprintln(inv.stderr, "Found by their words now. To be found by meaning too, which answers are better for: the same command with --wait, or Carrel left open.")
	}
	return failures(docs)
}

// pausedInWords tells a command that waits in vain, because the person has paused
// reading, how it goes on here; other errors stay.
func (inv *invocation) pausedInWords(err error) error {
	var e *app.Error
	if errors.As(err, &e) && e.Code == app.CodePaused {
		return app.Errorf(app.CodePaused, "Reading is paused. What was added waits; go on with: carrel resume")
	}
	return err
}

// failures is the end of a command after which some of the documents are
// failed, nil if none is.
func failures(docs []knowledge.Document) error {
	for _, d := range docs {
		if d.State == knowledge.StateFailed {
			return exit(exitSomeFailed)
		}
	}
	return nil
}

// addRequest names paths, as bytes where JSON could not hold one of them: on
// Linux a name need not be UTF-8.
func addRequest(paths []string) api.AddRequest {
	if !slices.ContainsFunc(paths, func(p string) bool { return !utf8.ValidString(p) }) {
		return api.AddRequest{Paths: paths}
	}
	var r api.AddRequest
	for _, p := range paths {
		r.PathBytes = append(r.PathBytes, []byte(p))
	}
	return r
}

// wait follows documents until each has reached the state or failed, and gives
// them in their order.
func (s *session) wait(ctx context.Context, docs []knowledge.Document, until knowledge.State) ([]knowledge.Document, error) {
	return s.follow(ctx, docs, "/api/documents/wait", func(ids []string) any { return api.WaitRequest{Documents: ids, Until: until} })
}

// waitForWords is wait for the words in all of the documents' pictures, as far
// as they can be recognised.
func (s *session) waitForWords(ctx context.Context, docs []knowledge.Document) ([]knowledge.Document, error) {
	return s.follow(ctx, docs, "/api/ocr/wait", func(ids []string) any { return api.RecogniseRequest{Documents: ids} })
}

// follow gives documents as they are after a request that waits for those that
// have not failed.
func (s *session) follow(ctx context.Context, docs []knowledge.Document, path string, request func(ids []string) any) ([]knowledge.Document, error) {
	var ids []string
	for _, d := range docs {
		if d.State != knowledge.StateFailed {
			ids = append(ids, d.ID)
		}
	}
	if len(ids) == 0 {
		return docs, nil
	}
	var reply api.AddReply
	if err := s.call(ctx, http.MethodPost, path, request(ids), &reply); err != nil {
		return nil, err
	}
	now := map[string]knowledge.Document{}
	for _, d := range reply.Documents {
		now[d.ID] = d
	}
	for i, d := range docs {
		if newer, ok := now[d.ID]; ok && d.State != knowledge.StateFailed {
			newer.Known, newer.CopyAt = d.Known, d.CopyAt
			docs[i] = newer
		}
	}
	return docs, nil
}

// printAdded says what became of documents, of one that is in as done has it: "added", or "read".
func (inv *invocation) printAdded(docs []knowledge.Document, done string) {
	for _, d := range docs {
		name := printable(filepath.Base(d.Path))
		switch {
		case d.State == knowledge.StateFailed:
			fmt.Fprintf(inv.stdout, "failed  %s: %s\n", name, printable(d.Error))
			if d.NeedsPassword {
				fmt.Fprintf(inv.stdout, "        Open it with: carrel unlock %s\n", d.ID)
			}
		case d.State == knowledge.StateSkipped:
			fmt.Fprintf(inv.stdout, "skipped %s: %s\n", name, printable(d.Error))
		case d.Known:
			if d.CopyAt != "" {
				name = printable(filepath.Base(d.CopyAt))
			}
			fmt.Fprintf(inv.stdout, "known   %s  %s (as %s)\n", d.ID, name, printable(d.Path))
		default:
			fmt.Fprintf(inv.stdout, "%-7s %s  %s (%s, %s)\n", done, d.ID, name,
				figure.Counted(d.Pages, "page", "pages"), figure.Counted(d.Passages, "passage", "passages"))
		}
		for _, w := range d.Warnings {
			fmt.Fprintf(inv.stdout, "        %s\n", printable(w.Message))
		}
	}
	if len(docs) > 1 {
		fmt.Fprintln(inv.stdout, sumOf(docs, done))
	}
}

// printPassedOver says which files of folders were left where they are, and why.
func (inv *invocation) printPassedOver(over knowledge.PassedOver) {
	if over.Files == 0 {
		return
	}
	var kinds []string
	for _, k := range over.Kinds {
		kinds = append(kinds, cmp.Or(k.Ending, "without an ending")+" "+figure.Count(k.Files))
	}
	list := strings.Join(kinds, ", ")
	if over.Others > 0 {
		list += fmt.Sprintf(", and %s", figure.Counted(over.Others, "other", "others"))
	}
	fmt.Fprintf(inv.stdout, "Passed over %s of no kind that Carrel reads: %s. One that is named itself is tried all the same.\n", figure.Counted(over.Files, "file", "files"), list)
}

// sumOf counts what became of files that came together: "12 added, 3 known
// already (the same content), 1 failed."
func sumOf(docs []knowledge.Document, done string) string {
	var added, known, skipped, failed int
	for _, d := range docs {
		switch {
		case d.State == knowledge.StateFailed:
			failed++
		case d.State == knowledge.StateSkipped:
			skipped++
		case d.Known:
			known++
		default:
			added++
		}
	}
	sum := fmt.Sprintf("%d %s", added, done)
	for _, part := range []struct {
		n    int
		what string
	}{{known, "known already (the same content)"}, {skipped, "skipped"}, {failed, "failed"}} {
		if part.n > 0 {
			sum += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return sum + "."
}

var listCommand = &command{
	name: "list", short: "list the documents of the library",
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) > 0 {
			return usageError("list takes no arguments.")
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var reply api.DocumentsReply
		if err := s.call(ctx, http.MethodGet, "/api/documents", nil, &reply); err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(outputOf(reply.Documents))
		}
		if len(reply.Documents) == 0 {
			fmt.Fprintln(inv.stdout, noDocuments)
		}
		for _, d := range reply.Documents {
			fmt.Fprintf(inv.stdout, "%s  %-28s  %s\n                  %s\n", d.ID, stateInWords(d), printable(d.Title), printable(d.Path))
			if words := recognisedInWords(d); words != "" {
				fmt.Fprintf(inv.stdout, "                  %s\n", printable(words))
			}
		}
		return nil
	},
}

// stateInWords says where a document stands, in the words of the window.
func stateInWords(d knowledge.Document) string {
	if d.NeedsPassword {
		if d.State == knowledge.StateFailed {
			return "Needs its password"
		}
		d.NeedsPassword = false
		return stateInWords(d) + "; needs its password to be shown"
	}
	switch d.State {
	case knowledge.StateQueued:
		return "Waiting"
	case knowledge.StateReading:
		if d.Pages > 0 {
			return fmt.Sprintf("Reading, page %d of %d", d.PageDone, d.Pages)
		}
		return "Reading"
	case knowledge.StateSearchable:
		return "Searchable by words"
	case knowledge.StateEmbedded:
		return "Ready, " + figure.Counted(d.Pages, "page", "pages")
	case knowledge.StateFailed:
		return "Couldn't be read: " + printable(d.Error)
	case knowledge.StateSkipped:
		return "Skipped: " + printable(d.Error)
	case knowledge.StateUnavailable:
		return "Unavailable: " + printable(d.Error)
	}
	return string(d.State)
}

var removeCommand = &command{
	name: "remove", args: "DOCUMENT...", short: "remove documents from the library; the files stay where they are",
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) == 0 {
			return usageError("Name the document to remove by its ID, which `carrel list` shows, or by its file.")
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var removed struct {
			Removed []string `json:"removed"`
		}
		ids, err := s.documentIDs(ctx, inv.args)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.call(ctx, http.MethodDelete, "/api/documents/"+url.PathEscape(id)+"?now=1", nil, nil); err != nil {
				return err
			}
			removed.Removed = append(removed.Removed, id)
			if !inv.json {
				fmt.Fprintf(inv.stdout, "removed %s\n", printable(id))
			}
		}
		if inv.json {
			return inv.printJSON(removed)
		}
		return nil
	},
}

type textOptions struct{ page pageValue }

// pageValue is an optional page number.
type pageValue int

func (v *pageValue) String() string { return "" }

func (v *pageValue) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return errors.New("it is not a page number; pages count from 1")
	}
	*v = pageValue(n)
	return nil
}

var textCommand = &command{
	name: "text", args: "DOCUMENT [--page N]", short: "print the text that was read from a document, pages separated by form feeds",
	options: func(fs *flag.FlagSet) any {
		o := &textOptions{}
		fs.Var(&o.page, "page", "only page `N`, from 1")
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) != 1 {
			return usageError("Name one document by its ID, which `carrel list` shows, or by its file.")
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		ids, err := s.documentIDs(ctx, inv.args)
		if err != nil {
			return err
		}
		path := "/api/documents/" + url.PathEscape(ids[0]) + "/text"
		if n := inv.options.(*textOptions).page; n != 0 {
			path += "?page=" + strconv.Itoa(int(n))
		}
		var reply api.TextReply
		if err := s.call(ctx, http.MethodGet, path, nil, &reply); err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(struct {
				ID        string        `json:"id"`
				Languages []string      `json:"recognised_in"`
				Pages     []reader.Page `json:"pages"`
			}{ids[0], slices.Concat([]string{}, reply.RecognisedIn), reply.Pages})
		}
		clean := func(s string) string { return s } // exactly, for programs
		if isTerminal(inv.stdout) {
			clean = printableText
		}
		out := bufio.NewWriter(inv.stdout)
		for i, p := range reply.Pages {
			if i > 0 {
				out.WriteByte('\f')
			}
			out.WriteString(clean(p.Text))
		}
		return out.Flush()
	},
}
