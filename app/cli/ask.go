package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/knowledge/reader"
)

type askOptions struct {
	filterOptions
	chat   string
	model  string
	seed   seedValue
	rerank string
	quote  bool
	second bool
	places places
	// adapters is nil where nothing was said of them.
	adapters adapterList
}

// places are stretches of documents, each written DOCUMENT:PAGE:START-END.
type places []ask.Stretch

func (p *places) String() string { return "" }

func (p *places) Set(s string) error {
	document, rest, ok := strings.Cut(s, ":")
	page, span, ok2 := strings.Cut(rest, ":")
	from, to, ok3 := strings.Cut(span, "-")
	n, err1 := strconv.Atoi(page)
	start, err2 := strconv.Atoi(from)
	end, err3 := strconv.Atoi(to)
	if !ok || !ok2 || !ok3 || document == "" || errors.Join(err1, err2, err3) != nil {
		return errors.New("a passage is written DOCUMENT:PAGE:START-END, as the id, page, start and end that carrel search --json gives")
	}
	*p = append(*p, ask.Stretch{Document: document, Page: n, Start: start, End: end})
	return nil
}

// seedValue is an optional number of 32 bits.
type seedValue struct{ seed *uint32 }

func (v *seedValue) String() string { return "" }

func (v *seedValue) Set(s string) error {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return errors.New("a seed is a whole number from 0 to 4294967295")
	}
	seed := uint32(n)
	v.seed = &seed
	return nil
}

// adapterList are the adapters of an answer.
type adapterList []ask.AdapterChoice

func (l *adapterList) String() string { return "" }

func (l *adapterList) Set(s string) error {
	choice := ask.AdapterChoice{Name: s}
	if at := strings.LastIndexByte(s, '='); at >= 0 {
		scale, err := strconv.ParseFloat(s[at+1:], 64)
		if err != nil {
			return fmt.Errorf("%q is no number; an adapter is given as NAME=0.5", s[at+1:])
		}
		choice.Name, choice.Scale = s[:at], &scale
	}
	if choice.Name == "" {
		return errors.New("an adapter's name is missing; it is given as NAME or NAME=0.5")
	}
	choice.Name = modelPath(choice.Name)
	*l = append(*l, choice)
	return nil
}

var askCommand = &command{
	name: "ask", args: "QUESTION [--chat CHAT|last] [--quote | --second-opinion] [--passage DOCUMENT:PAGE:START-END]... [--seed N] [--model PATH|ID] [--adapter NAME[=SCALE]]... [--rerank MODEL|chat|none] [filters]", short: "answer a question from the documents",
	options: func(fs *flag.FlagSet) any {
		o := &askOptions{}
		fs.StringVar(&o.chat, "chat", "", "ask on in `CHAT`, as carrel chats lists it, or in the last one: \"last\"")
		fs.StringVar(&o.model, "model", "", "answer with `MODEL`: a GGUF file, or a bundled model's id")
		fs.StringVar(&o.model, "m", "", "short for --model `MODEL`")
		fs.Var(&o.adapters, "adapter", "change the model by the LoRA adapter `NAME`, as carrel model lists it or a file, by =SCALE (1 where left out); several may be given")
		fs.Var(&o.seed, "seed", "`N` makes the same answer again")
		fs.BoolVar(&o.quote, "quote", false, "only quote the documents; no model writes")
		fs.BoolVar(&o.second, "second-opinion", false, "ask the model too whether each sentence's evidence bears it out; it changes no state")
		fs.StringVar(&o.rerank, "rerank", "", rerankUsage)
		fs.Var(&o.places, "passage", "ask about this `PLACE` alone, DOCUMENT:PAGE:START-END as carrel search --json gives them; may be given several times")
		o.declare(fs)
		return o
	},
	run: runAsk,
}

func runAsk(ctx context.Context, inv *invocation) error {
	o := inv.options.(*askOptions)
	question, err := inv.words(inv.args)
	if err != nil {
		return err
	}
	if strings.TrimSpace(question) == "" {
		return usageError("Say what you want to know: carrel ask QUESTION")
	}
	if o.quote && o.second {
		return usageError("Where no model writes, there is nothing for a second opinion. Choose --quote or --second-opinion.")
	}
	filters, err := o.filters()
	if err != nil {
		return err
	}
	if len(o.places) > 0 && !filters.Empty() {
		return usageError("A question about a --passage is about that alone. Leave the filters out.")
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	chat, err := s.chatNamed(ctx, o.chat)
	if err != nil {
		return err
	}
	job, answer, err := inv.follow(ctx, s, ask.Request{Question: question, Chat: chat, Selection: o.places, Quote: o.quote, SecondOpinion: o.second, Model: modelPath(o.model), Seed: o.seed.seed, Adapters: o.adapters, Rerank: modelPath(o.rerank), Filters: filters})
	if err != nil {
		return err
	}
	return inv.finish(job, answer)
}

// finish prints what follows an answer's text, and says how the command ends.
func (inv *invocation) finish(job api.AskReply, answer *ask.Answer) error {
	if inv.json {
		if err := inv.printJSON(askReply{job.Turn, job.Chat, answer, judged(answer)}); err != nil {
			return err
		}
	} else {
		inv.printEvidence(answer)
	}
	switch answer.Status {
	case ask.StatusDone:
		return nil
	case ask.StatusStopped:
		fmt.Fprintf(inv.stderr, "Stopped. What there is of the answer is kept: carrel chats %s\n", job.Chat)
		return exit(exitInterrupted)
	}
	if answer.Error != "" {
		fmt.Fprintln(inv.stderr, "carrel: "+printable(answer.Error))
	}
	return exit(exitFailed)
}

// askReply is an answer whose sentences can be read without it.
type askReply struct {
	ID   string `json:"id"` // of the answer
	Chat string `json:"chat"`
	*ask.Answer
	Sentences []askSentence `json:"sentences"`
}

type askSentence struct {
	ask.Judged
	Start     int   `json:"start"` // code points into the answer
	End       int   `json:"end"`
	Citations []int `json:"citations"`
}

func judged(a *ask.Answer) []askSentence {
	out := make([]askSentence, 0, len(a.Sentences))
	for i, j := range a.Judged() {
		s := a.Sentences[i]
		out = append(out, askSentence{j, s.Start, s.End, s.Citations})
	}
	return out
}

// modelPath makes a path absolute: the process that answers has another
// working folder. A bundled model's id stays as it is.
func modelPath(model string) string {
	if model == "" {
		return ""
	}
	if _, err := os.Stat(model); err != nil && !strings.ContainsAny(model, `/\.`) {
		return model
	}
	abs, err := filepath.Abs(model)
	if err != nil {
		return model
	}
	return abs
}

// follow asks, prints the answer's text as it comes, and gives the finished
// answer with its ids. When ctx ends the answer is stopped, and what there is of it comes
// back as StatusStopped.
func (inv *invocation) follow(ctx context.Context, s *session, question ask.Request) (job api.AskReply, answer *ask.Answer, err error) {
	// Not ctx: after Ctrl-C the last event is still wanted.
	streaming, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	var stream *http.Response
	for try := 0; ; try++ {
		// Events first, so that none of this answer's is missed.
		if stream, err = s.send(streaming, http.MethodGet, "/api/events", nil); err == nil {
			if err = s.callOnce(ctx, http.MethodPost, "/api/ask", question, &job); err == nil {
				break
			}
			stream.Body.Close()
		}
		if s.own != nil || ctx.Err() != nil || try == 3 || !ended(err) {
			return job, nil, err
		}
		if err := s.connect(ctx); err != nil {
			return job, nil, err
		}
	}
	defer stream.Body.Close()

	stopped := context.AfterFunc(ctx, func() {
		s.callOnce(streaming, http.MethodPost, "/api/jobs/"+job.Job+"/cancel", nil, nil)
		// An engine that does not listen must not keep the console.
		time.AfterFunc(3*time.Second, hangUp)
	})
	defer stopped()

	events := bufio.NewReader(stream.Body)
	for {
		event, err := nextEvent(events)
		if err != nil {
			if ctx.Err() != nil {
				return job, nil, ctx.Err()
			}
			return job, nil, app.Errorf(app.CodeClosing, "The Carrel that was answering has ended. Its text so far is kept in the chat; ask again.")
		}
		if event.Type == app.EventResync {
			answer, err := s.finished(streaming, job)
			return job, answer, err
		}
		if event.Answer == nil || event.Answer.Job != job.Job {
			continue
		}
		switch event.Type {
		case app.EventAnswerText:
			if !inv.json {
				io.WriteString(inv.stdout, printableText(event.Answer.Text))
			}
		case app.EventAnswerCut:
			// What a terminal has shown cannot be unsaid.
			if !inv.json {
				io.WriteString(inv.stdout, " [what it repeats is left out]")
			}
		case app.EventAnswerProgress:
			inv.printProgress(event.Answer.Progress)
		case app.EventAnswerDone:
			return job, event.Answer.Answer, nil
		}
	}
}

// finished waits for an answer whose events were lost.
func (s *session) finished(ctx context.Context, job api.AskReply) (*ask.Answer, error) {
	for {
		var chat ask.Chat
		if err := s.callOnce(ctx, http.MethodGet, "/api/chats/"+job.Chat, nil, &chat); err != nil {
			return nil, err
		}
		for _, turn := range chat.Turns {
			if turn.ID == job.Turn && turn.Answer.Status != ask.StatusRunning {
				return &turn.Answer, nil
			}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// nextEvent reads the next Server-Sent Event.
func nextEvent(r *bufio.Reader) (app.Event, error) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return app.Event{}, err
		}
		data, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "data: ")
		if !ok {
			continue
		}
		var e app.Event
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			return app.Event{}, fmt.Errorf("read an event: %w", err)
		}
		return e, nil
	}
}

// printEvidence follows the answer's text with what it rests on.
func (inv *invocation) printEvidence(a *ask.Answer) {
	fmt.Fprintln(inv.stdout)
	for _, n := range a.Notices {
		fmt.Fprintf(inv.stdout, "\n%s\n", printable(n))
	}
	if a.Unsaved != "" {
		fmt.Fprintf(inv.stdout, "\nThis answer is not saved: %s. Copy what you need of it.\n", a.Unsaved)
	}
	if len(a.Citations) > 0 {
		fmt.Fprintln(inv.stdout)
	}
	sentences := a.Judged()
	for _, c := range a.Citations {
		fmt.Fprintf(inv.stdout, "[%d] %s: “%s”\n", c.N, placed(c.Document.Title, placeOf(c)), oneLine(c.Quote))
		for i, s := range sentences {
			if slices.Contains(a.Sentences[i].Citations, c.N) {
				inv.printBorneOut(s, c.Quote)
			}
		}
	}
	for i, s := range sentences {
		switch cited := a.Sentences[i].Citations; {
		case s.State == align.Unsupported:
			fmt.Fprintf(inv.stdout, "\nNot found in your documents: “%s”\n", oneLine(s.Text))
		case s.State == align.Conflict && len(cited) == 2:
			fmt.Fprintf(inv.stdout, "\nYour documents disagree: “%s” [%d], but [%d] says “%s”.\n", oneLine(s.Text), cited[0], cited[1], printable(s.Other))
		}
	}
	for _, j := range sentences {
		if j.Opinion != "" {
			fmt.Fprintf(inv.stdout, "\nThe model's own second opinion, which changes nothing above: does the passage say “%s”? %s.\n", oneLine(j.Text), j.Opinion)
		}
	}
	if len(a.Citations) == 0 && len(a.Sources) > 0 {
		fmt.Fprintln(inv.stdout, "\nPassages found:")
		for _, src := range a.Sources {
			fmt.Fprintf(inv.stdout, "  %s\n", placed(src.Document.Title, src.Where))
		}
	}
}

// printBorneOut says which sentence of the answer a quotation is for, where that is
// not the quotation itself.
func (inv *invocation) printBorneOut(s ask.Judged, quote string) {
	text := oneLine(s.Text)
	switch {
	case s.State == align.Partly && len(s.Missing) > 0:
		fmt.Fprintf(inv.stdout, "    bears out in part “%s”; not: %s\n", text, printable(strings.Join(s.Missing, ", ")))
	case s.State == align.Partly:
		fmt.Fprintf(inv.stdout, "    bears out in part “%s”\n", text)
	case s.State == align.Supported, s.State == align.Quoted && !strings.Contains(text, oneLine(quote)):
		fmt.Fprintf(inv.stdout, "    bears out “%s”\n", text)
	}
}

// placeOf says where a citation stands. Those of older chats have the page only.
func placeOf(c ask.Citation) string {
	if c.Where == "" {
		return fmt.Sprintf("page %d", c.Page)
	}
	return c.Where
}

// placed is a document's title with the place in it, where there is one to speak of.
func placed(title, where string) string {
	if where = reader.Shown(where, title); where == "" {
		return printable(title)
	}
	return printable(title) + ", " + printable(where)
}

func oneLine(s string) string { return printable(strings.Join(strings.Fields(s), " ")) }
