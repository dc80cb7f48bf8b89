package intent

import (
	"strings"

	"carrel/app/ask/prose"
)

// saying are the ways to ask what the documents have on a matter, after prose.Fold: the
// words for the documents and for saying are not what is looked for.
var saying = Patterns(
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

// TopicOf gives what a question wants to know the documents' words on: "What do my
// notes say about fair use?" is about fair use.
func TopicOf(question string) (topic string, ok bool) {
	q := Plain(question)
	for _, p := range saying() {
		if m := p.FindStringSubmatch(q); m != nil {
			return prose.AsWritten(question, strings.Trim(m[p.SubexpIndex("what")], " ,;")), true
		}
	}
	return "", false
}

// sayingOf are the ways to ask what one document has on a matter: "What does the lease say
// about dogs?"
var sayingOf = Patterns(
	`(?:please )?(?:tell me |show me |list |explain |summari[sz]e |sum up )?what (?:do |does |did )?(?P<where>.+?) (?:say|says|said|state|states|write|writes|have to say|has to say) (?:about|on|regarding|concerning) (?P<what>.+)`,
	`(?:fasse?(?: bitte)? zusammen,? )?was (?:sagt|sagen|schreibt|schreiben|steht in|steht im) (?P<where>.+?) (?:uber|zu|zum|zur) (?P<what>.+)`,
	`que (?:dice|dicen) (?P<where>.+?) (?:sobre|acerca de) (?P<what>.+)`,
)

// TopicIn is TopicOf for a question that names where to look: "the lease", "dogs".
func TopicIn(question string) (where, topic string) {
	q := Plain(question)
	for _, p := range sayingOf() {
		if m := p.FindStringSubmatch(q); m != nil {
			written := func(group string) string {
				return prose.AsWritten(question, strings.Trim(m[p.SubexpIndex(group)], " ,;"))
			}
			return written("where"), written("what")
		}
	}
	return "", ""
}
