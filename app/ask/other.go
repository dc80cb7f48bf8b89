package ask

import (
	"context"
	"slices"

	"carrel/knowledge"
)

// otherOne is the one of docs that the answer before was not about. Where the chat
// spoke of several others, it is the one that was cited last before. problem says in
// words why none can be chosen.
func (r *run) otherOne(ctx context.Context, docs []knowledge.Document) (one []knowledge.Document, problem string, err error) {
	last, err := r.lastCited(ctx)
	if err != nil {
		return nil, "", err
	}
	const which = "Which other document? Name it (“Summarise contract.pdf”), or choose it for this chat."
	if len(last) == 0 {
		return nil, which, nil
	}
	for _, turn := range slices.Backward(r.earlier[:len(r.earlier)-1]) {
		var cited []knowledge.Document
		for _, c := range turn.Answer.Citations {
			if c.Document.ID == last[0].ID || slices.ContainsFunc(cited, func(d knowledge.Document) bool { return d.ID == c.Document.ID }) {
				continue
			}
			if d, err := r.asker.config.Library.Document(ctx, c.Document.ID); err == nil { // else it has gone since
				cited = append(cited, d)
			}
		}
		if len(cited) == 1 {
			return cited, "", nil
		}
	}
	rest := slices.DeleteFunc(docs, func(d knowledge.Document) bool { return d.ID == last[0].ID })
	switch len(rest) {
	case 0:
		return nil, "There is no other document here. Add one, or choose others for this chat.", nil
	case 1:
		return rest, "", nil
	}
	return nil, which, nil
}
