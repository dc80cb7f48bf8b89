package ask

import (
	"context"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// findTopic reads the question as one on what documents say about a matter, and narrows
// the search to those that it names. A name that no document has is a word of the question
// as any other.
func (r *run) findTopic(ctx context.Context) error {
	if topic, ok := intent.TopicOf(r.turn.Question); ok {
		r.topic = topic
		return nil
	}
	where, topic := intent.TopicIn(r.turn.Question)
	if topic == "" {
		return nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return err
	}
	in := naming.Find(where, docs, true)
	if len(in) == 0 || len(in) > naming.MostCalled {
		return nil
	}
	if r.topic = topic; len(in) == len(docs) {
		return nil
	}
	r.within = idsOf(in)
	r.lookedOnlyIn(in)
	return nil
}

// lookedOnlyIn tells that a search was narrowed.
func (r *run) lookedOnlyIn(docs []knowledge.Document) {
	if r.lookedIn != "" {
		r.notice(r.say(saysOnlyIn, r.lookedIn))
		return
	}
	titles := make([]string, len(docs))
	for i, d := range docs {
		titles[i] = "“" + flatten(d.Title) + "”"
	}
	r.notice(r.say(saysOnlyIn, strings.Join(titles, ", ")))
}

// longSaid is align.LongQuote for what speaks of the matter, which may be said at length.
const longSaid = align.LongQuote * 3 / 2

// onTopic gives the sentences that have the matter's words, wherever they are; nil for
// none.
func (r *run) onTopic(topic string) []int {
	m := r.material
	var items []int
	for _, o := range r.order {
		st := m.Statements[o.Statement]
		if len(items) == mostListed {
			break
		}
		if len(st.Text) > longSaid || st.IsHeading() || !st.Whole() || !m.SpeaksOf(o.Statement, topic) ||
			slices.ContainsFunc(items, func(i int) bool { return align.SameWords(m.Statements[i], st) }) {
			continue
		}
		items = append(items, o.Statement)
	}
	slices.Sort(items)
	return items
}

// foreignNearness is the nearness from which on what was found is taken to answer a
// question in another language, by an embedder that was made for that language, or of
// which that is not known. One that was not reaches it too, by a name.
const foreignNearness = 0.45

// foreign says in words that the question is in another language than all that was
// found for it, and that the search does not seem to know it; "" where it is not so.
// Then the words that both share, names mostly, look like an answer and are none.
func (r *run) foreign(ctx context.Context, nearness float64) string {
	if len(r.answer().Sources) == 0 || !r.unspoken && nearness >= foreignNearness {
		return ""
	}
	asked, sure := prose.DetectQuestion(r.turn.Question)
	if !sure || anySpeaks(asked, r.answer().Sources, r.material.Languages()) || r.documentSpeaks(ctx, asked) {
		return ""
	}
	if !r.unspoken { // it was made for that language, or may have been
		return r.say(saysForeign, ownName(asked))
	}
	return r.say(saysUnspoken, ownName(asked))
}

// documentSpeaks says whether a document of the sources is in a language as a whole: rows of
// a table do not tell theirs.
func (r *run) documentSpeaks(ctx context.Context, asked prose.Language) bool {
	return slices.ContainsFunc(r.answer().Sources, func(s Source) bool {
		d, err := r.asker.config.Library.Document(ctx, s.Document.ID)
		return err == nil && d.Language == string(asked)
	})
}

// anySpeaks says whether one of the sources is in a language; langs are theirs as the
// words tell, which knows nothing of what is written without spaces.
func anySpeaks(asked prose.Language, sources []Source, langs []prose.Language) bool {
	for i, s := range sources {
		switch {
		case asked == prose.Chinese:
			if strings.IndexFunc(s.Text, prose.IsSpaceless) >= 0 {
				return true
			}
		case langs[i] == asked && !prose.MostlySpaceless(s.Text):
			return true
		}
	}
	return false
}

var languageNames = map[prose.Language]string{
	prose.English: "English", prose.German: "German", prose.French: "French", prose.Spanish: "Spanish", prose.Italian: "Italian", prose.Portuguese: "Portuguese", prose.Russian: "Russian", prose.Chinese: "Chinese or Japanese",
}
