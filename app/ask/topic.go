package ask

import (
	"context"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// saying are the ways to ask what the documents have on a matter, after prose.Fold: the
// words for the documents and for saying are not what is looked for.
var saying = compileAll(
	`(?:please )?(?:what|tell me what) (?:do|does|did) (?:my|the|our|these|those|all|all my|any of my) (?:own )?(?:notes?|documents?|docs|files?|papers?|letters?|books?|records?|library|collection|folder|texts?) (?:say|tell|have|mention|contain|state|write)(?: me| us)? (?:about|on|of|regarding|concerning) (?P<what>.+)`,
	`what (?:have i|did i) (?:written|write|noted|note|collected|saved) (?:about|on) (?P<what>.+)`,
	`what is (?:said|written|noted) about (?P<what>.+?)(?: in (?:my|the|these) (?:notes?|documents?|files?|papers?))?`,
	`was (?:sagen|steht in|sagt|schreiben|steht) (?:meine|meinen|die|den|unsere|diese|diesen) (?:notizen|dokumente|dokumenten|unterlagen|dateien|akten) (?:uber|zu|zum|zur) (?P<what>.+)`,
	`was habe ich (?:uber|zu|zum|zur) (?P<what>.+?) (?:notiert|geschrieben|aufgeschrieben)`,
	`que (?:dicen|dice|hay en) (?:mis|los|estos|mi) (?:notas|documentos|archivos|papeles|apuntes) (?:sobre|acerca de|de) (?P<what>.+)`,
	`что (?:говорят|говорится в|сказано в|написано в|пишут|есть в) (?:мои|моих|эти|этих|наши|наших) (?:заметки|заметках|документы|документах|записи|записях|фаилы|фаилах) (?:о|об|про|на тему) (?P<what>.+)`,
	`(?:我的|这些|這些)?(?:笔记|筆記|文档|文檔|文件|资料|資料)(?:里|中|裡)?(?:关于|關於|对|對)(?P<what>.+?)(?:说了什么|說了什麼|有什么说法|怎么说|有什么内容|的内容是什么|写了什么)`,
	`ماذا (?:تقول|يقول|يوجد في|ورد في) (?:ملاحظاتي|مستنداتي|وثائقي|ملفاتي|الوثائق|المستندات) (?:عن|حول|بشان) (?P<what>.+)`,
)

// topicOf gives what a question wants to know the documents' words on: "What do my
// notes say about fair use?" is about fair use.
func topicOf(question string) (topic string, ok bool) {
	q := askedPlainly(question)
	for _, p := range saying() {
		if m := p.FindStringSubmatch(q); m != nil {
			return asWritten(question, strings.Trim(m[p.SubexpIndex("what")], " ,;")), true
		}
	}
	return "", false
}

// sayingOf are the ways to ask what one document has on a matter: "What does the lease say
// about dogs?"
var sayingOf = compileAll(
	`(?:please )?(?:tell me |show me |list |explain |summari[sz]e |sum up )?what (?:do |does |did )?(?P<where>.+?) (?:say|says|said|state|states|write|writes|have to say|has to say) (?:about|on|regarding|concerning) (?P<what>.+)`,
	`(?:fasse?(?: bitte)? zusammen,? )?was (?:sagt|sagen|schreibt|schreiben|steht in|steht im) (?P<where>.+?) (?:uber|zu|zum|zur) (?P<what>.+)`,
	`que (?:dice|dicen) (?P<where>.+?) (?:sobre|acerca de) (?P<what>.+)`,
)

// topicIn is topicOf for a question that names where to look: "the lease", "dogs".
func topicIn(question string) (where, topic string) {
	q := askedPlainly(question)
	for _, p := range sayingOf() {
		if m := p.FindStringSubmatch(q); m != nil {
			written := func(group string) string {
				return asWritten(question, strings.Trim(m[p.SubexpIndex(group)], " ,;"))
			}
			return written("where"), written("what")
		}
	}
	return "", ""
}

// findTopic reads the question as one on what documents say about a matter, and narrows
// the search to those that it names. A name that no document has is a word of the question
// as any other.
func (r *run) findTopic(ctx context.Context) error {
	if topic, ok := topicOf(r.turn.Question); ok {
		r.topic = topic
		return nil
	}
	where, topic := topicIn(r.turn.Question)
	if topic == "" {
		return nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return err
	}
	in := Named(where, docs, true)
	if len(in) == 0 || len(in) > maxCalled {
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
