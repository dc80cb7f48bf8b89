package ask

import (
	"context"

	"carrel/app/ask/align"
	"carrel/knowledge"
)

// "How do I …?" is answered with all steps of an instruction, also where a passage ends between
// them.

const (
	// steppedHits is how many of the first hits are looked at for steps that go on.
	steppedHits = 5
	// mostSteps is how many sentences an instruction has at most that is quoted: one that is cut
	// is worse than a few of its sentences.
	mostSteps = 48
	// pagesAhead is over how many further pages an instruction may go.
	pagesAhead = 3
	// longestSteps is how far steps may go on a page, in code points.
	longestSteps = 6000
	// overSteps is how much of a page stands before steps and says what they are for, in code points.
	overSteps = 200
)

// wholeSteps makes the hits that have some of the steps of an instruction have all of them, where a
// question asks how something is done.
func (r *run) wholeSteps(ctx context.Context, hits []knowledge.Hit) ([]knowledge.Hit, error) {
	if !align.AsksHow(r.search) {
		return hits, nil
	}
	var at []knowledge.PageAt
	first := hits[:min(len(hits), steppedHits)]
	for _, h := range first {
		for n := 0; n <= pagesAhead && !h.Document.Elsewhere; n++ {
			at = append(at, knowledge.PageAt{Document: h.Document.ID, Page: h.Page + n})
		}
	}
	pages, err := r.asker.config.Library.PagesAt(ctx, at)
	if err != nil {
		return nil, err
	}
	var out []knowledge.Hit
	for _, h := range first {
		page := pages[knowledge.PageAt{Document: h.Document.ID, Page: h.Page}]
		text := []rune(page.Text)
		if h.End > len(text) || string(text[h.Start:h.End]) != h.Text {
			out = append(out, h) // it is read otherwise now
			continue
		}
		var behind []knowledge.Hit
		for _, steps := range align.StepsIn(page.Text) {
			if steps.Start >= h.End || h.Start >= steps.End || steps.End-steps.Start > longestSteps {
				continue
			}
			if steps.Start < h.Start {
				h.Start = lineStart(page, max(0, steps.Start-overSteps))
			}
			h.End = max(h.End, steps.End)
			h.Text = string(text[h.Start:h.End])
			before := page
			for n := 1; n <= pagesAhead; n++ {
				next := pages[knowledge.PageAt{Document: h.Document.ID, Page: h.Page + n}]
				rest, ok := steps.GoesOn(before.Text, next.Text)
				if !ok || rest.End > longestSteps {
					break
				}
				more := h
				more.Page, more.Start, more.End, more.Text, more.Where = next.Number, 0, rest.End, string([]rune(next.Text)[:rest.End]), ""
				behind = append(behind, more)
				steps, before = rest, next
			}
		}
		out = append(append(out, h), behind...)
	}
	return append(out, hits[len(first):]...), nil
}

// steps gives the statements of the steps by which what is asked about is done, where the best of
// what was found are of such; nil where there are none.
func (r *run) steps() []int {
	for _, o := range r.order {
		if o.Score < headShare*r.order[0].Score {
			break
		}
		if steps := r.onNextPage(r.material.Steps(r.search, o.Statement)); steps != nil && len(steps) <= mostSteps {
			return steps
		}
	}
	return nil
}

// onNextPage adds to the statements of an instruction those on the pages behind it, where it goes on there.
func (r *run) onNextPage(steps []int) []int {
	if len(steps) == 0 {
		return nil
	}
	last := steps[len(steps)-1]
	from := r.answer().Sources[r.material.Statements[last].Source]
	for i, s := range r.answer().Sources {
		if s.Document.ID == from.Document.ID && s.Page == from.Page+1 {
			if more := r.material.StepsFrom(i, last); more != nil {
				return r.onNextPage(append(steps, more...))
			}
		}
	}
	return steps
}
