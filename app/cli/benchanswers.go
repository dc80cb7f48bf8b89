package cli

import (
	"context"
	"flag"
	"fmt"
	"os"

	"carrel/app"
	"carrel/app/ask/align"
	"carrel/app/ask/squad"
	"carrel/app/ask/trial"
	"carrel/knowledge/figure"
)

// answersOptions are those of bench answers.
type answersOptions struct {
	questions int
	seed      int64
	size      int
	quick     bool
}

func (o *answersOptions) declare(fs *flag.FlagSet) {
	fs.IntVar(&o.questions, "questions", 200, "answers: ask `N` questions of the file")
	fs.Int64Var(&o.seed, "seed", 1, "answers: draw the questions by `N`")
	fs.IntVar(&o.size, "size", 10_000, "answers: `N` passages in the library in which the evidence is timed; 0 leaves that out")
	fs.BoolVar(&o.quick, "quick", false, "answers: without those that a model writes")
}

func (inv *invocation) benchAnswers(ctx context.Context) error {
	o := inv.options.(*benchOptions)
	a := o.answers
	if len(inv.args) != 2 || a.questions < 1 || a.size < 0 {
		return usageError("Name one file of questions in SQuAD's form: carrel bench answers FILE [--questions N] [--seed N] [--size N] [--quick]")
	}
	file := inv.args[1]
	if _, err := os.Stat(file); err != nil {
		return unreadable(file, err)
	}
	if _, _, err := squad.Read(file); err != nil {
		return app.Errorf(app.CodeBadRequest, "%w.", err)
	}
	size := a.size
	if size == 0 {
		size = -1
	}
	r, err := app.MeasureAnswers(ctx, inv.folders, modelPath(o.model), trial.Options{
		Set: file, Questions: a.questions, Seed: a.seed, Passages: size, Quick: a.quick, Log: inv.progress,
	})
	if err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(r)
	}
	fmt.Fprintf(inv.stdout, "%s of %s, drawn by %d\n", figure.Counted(r.Questions, "question", "questions"), figure.Counted(r.Paragraphs, "paragraph", "paragraphs"), r.Seed)
	for _, h := range append(r.Halves, r.All) {
		inv.printHalf(h, a.quick)
	}
	if r.State.N > 0 {
		fmt.Fprintf(inv.stdout, "state     %.1f / %.1f / %.1f ms after a sentence's last token (p50 / p95 / most, %s)\n", r.State.P50, r.State.P95, r.State.Max, figure.Counted(r.State.N, "sentence", "sentences"))
	}
	if r.Evidence.N > 0 {
		fmt.Fprintf(inv.stdout, "evidence  %.0f / %.0f / %.0f ms after the question, %s\n", r.Evidence.P50, r.Evidence.P95, r.Evidence.Max, figure.Counted(r.EvidencePassages, "passage", "passages"))
	}
	for _, d := range r.Doubts {
		fmt.Fprintf(inv.stdout, "\nLook at this one: %s\n  %s\n", printable(d.Question), oneLine(d.Sentence))
		for _, c := range d.Cited {
			fmt.Fprintf(inv.stdout, "  “%s”\n", oneLine(c))
		}
	}
	return nil
}

func (inv *invocation) printHalf(h trial.Half, quick bool) {
	if h.Questions == 0 {
		return
	}
	share := func(n int) float64 { return float64(n) / float64(h.Questions) }
	fmt.Fprintf(inv.stdout, "\n%s: %s\n", h.Name, figure.Counted(h.Questions, "question", "questions"))
	fmt.Fprintf(inv.stdout, "  evidence    the answer is in the first sentence %.3f, in the first three %.3f; in an answer that quotes %.3f\n", share(h.First), share(h.FirstThree), share(h.Quoted))
	if !quick {
		fmt.Fprintf(inv.stdout, "  answers     the answer is in the text %.3f, there or in the first sentence %.3f\n", share(h.Answered), share(h.Either))
		fmt.Fprintf(inv.stdout, "  sentences   %d shown as borne out, %d to be looked at; quoted %d, supported %d, partly %d, not found %d, sources disagree %d\n", h.BorneOut, h.Doubtful,
			h.Sentences[align.Quoted], h.Sentences[align.Supported], h.Sentences[align.Partly], h.Sentences[align.Unsupported], h.Sentences[align.Conflict])
	}
	fmt.Fprintf(inv.stdout, "  abstaining  %.3f without the paragraph, %.3f without the article; %.3f wrongly, of them %.3f with the answer among the closest sentences\n", share(h.Absent), share(h.AbsentArticle), share(h.Abstained), share(h.Closest))
}
