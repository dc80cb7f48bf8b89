package intent

import (
	"regexp"
	"strings"

	"carrel/app/ask/naming"
)

// A question that wants a document summed up is told by how it is said.

// summing are the ways to ask for a summary; "what" is what is to be summed up.
var summing = Patterns(
	`(?:(?:please|can you|could you|would you|i want you to|i need you to|pls) )*(?:please )?(?:briefly |shortly )?(?:summari[sz]e|sum up|recap|tl;?dr:?)(?: (?:me|for me|us))?(?: (?P<what>.+?))?(?:,? for me)?(?:(?: briefly| shortly|,? please| in (?:a few|few|some|short|\w+) (?:words|sentences|points|paragraphs)))*`,
	`(?:(?:please|can you|could you|would you) )*(?:give|write|make|show|create|provide|get)(?: me| us)? (?:an? |the )?(?:short |brief |quick |concise )?(?:summary|overview|synopsis|recap|digest) (?:of|for|about) (?P<what>.+?)`,
	`(?:an? |the )?(?:short |brief |quick )?(?:summary|overview|synopsis|gist) of (?P<what>.+?)(?: please)?`,
	`(?:bitte )?(?:fass|fasse|fasst|fassen sie)(?: mir| uns)?(?: bitte)?(?: mir)?(?: kurz)? (?P<what>.+?)(?: bitte)?(?: kurz| knapp| in .{1,20}(?:saetzen|satzen|worten))? zusammen(?:fassen)?`,
	`(?:bitte )?(?P<what>.+?)(?: bitte)?(?: kurz)? zusammenfassen`,
	`(?:bitte )?(?:(?:gib|schreib|schreibe|erstelle|mach|mache)(?: mir| uns)? )?(?:bitte )?(?:eine |die )?(?:kurze |knappe )?(?:zusammenfassung|ubersicht|kurzfassung) (?:von |vom |uber |zu )?(?P<what>.+?)`,
	`(?:por favor,? )?(?:resume|resuma|resumir|resumeme|puedes resumir|puede resumir|sintetiza)(?:me)? (?P<what>.+?)(?: por favor)?`,
	`(?:por favor,? )?(?:haz(?:me)?|dame|escribe|hacer|haga) (?:un |el )?(?:breve |corto )?resumen (?:breve |corto )?(?:de |del |sobre )(?P<what>.+?)(?: por favor)?`,
	`(?:un )?resumen (?:de |del )(?P<what>.+?)`,
	`(?:пожалуиста,? )?(?:кратко |вкратце )?(?:изложи|перескажи|резюмируи|обобщи|суммируи|подытожь|изложите|перескажите|резюмируите|обобщите|суммируите)(?:те)?(?: мне)?(?: кратко)?(?: содержание)? (?P<what>.+?)(?:,? пожалуиста)?`,
	`(?:пожалуиста,? )?(?:(?:сделаи|даи|составь|напиши|приведи)(?:те)?(?: мне)? )?(?:краткое |краткии |короткое )?(?:резюме|изложение|содержание|пересказ|обзор|конспект|саммари) (?P<what>.+?)`,
	`(?:请|請)?(?:帮我|幫我|给我|給我)?(?:简要|簡要|简单|簡單)?(?:总结|總結|概括|概述|归纳|歸納|摘要|简述|簡述)(?:一下)?(?P<what>.+?)(?:的?(?:主要)?(?:内容|內容))?`,
	`(?:请|請)?(?:给出|給出|写|寫|提供)?(?P<what>.+?)的?(?:内容|內容)?(?:摘要|概要|总结|總結)`,
	`(?:من فضلك،? )?(?:قم ب|هل يمكنك )?(?:لخص|تلخيص|ملخص|اختصر)(?: لي)?(?: محتوى)? (?P<what>.+?)(?: من فضلك)?`,
	`(?:من فضلك،? )?(?:اعطني|اكتب|قدم)(?: لي)? (?:ملخصا|ملخص|تلخيصا)(?: موجزا| قصيرا)? (?:ل|عن |من )(?P<what>.+?)`,
)

// about are the ways to ask what a text is about.
var about = Patterns(
	`what(?:'s| is|s) (?P<what>.+?)(?: all)? about`,
	`what does (?P<what>.+?) (?:deal with|cover|treat|discuss)`,
	`what(?:'s| is) in (?P<what>.+?)`,
	`(?:worum|wovon|um was) (?:geht es|gehts|geht's|handelt es sich|handelt) (?:in |bei |im )?(?P<what>.+?)`,
	`was steht in (?P<what>.+?)`,
	`was ist der inhalt (?:von |des |der )?(?P<what>.+?)`,
	`(?:de|sobre) que (?:trata|va|habla) (?P<what>.+?)`,
	`о чем (?:говорится в |идет речь в |рассказывает |рассказывается в |этот |)?(?P<what>.+?)`,
	`(?P<what>.+?)(?:讲了什么|講了什麼|讲的是什么|講的是什麼|讲什么|是关于什么的|是關於什麼的|说了什么|主要讲什么|的主要内容是什么|的主要內容是什麼)`,
	`(?:عن ماذا|عم|عما|بماذا) (?:يتحدث|تتحدث|يدور|تدور) (?P<what>.+?)`,
	`ما (?:هو )?(?:موضوع|مضمون|محتوى) (?P<what>.+?)`,
)

// SummaryOf says whether a question asks to have documents summed up, and
// which: "" for those that are chosen, else by name as it was asked. sure says that
// a summary is asked for in so many words; else a name has to be a document's own.
func SummaryOf(question string) (name string, sure, ok bool) {
	q := Plain(question)
	for i, patterns := range [][]*regexp.Regexp{summing(), about()} {
		for _, p := range patterns {
			m := p.FindStringSubmatch(q)
			if m == nil {
				continue
			}
			what := strings.Trim(m[p.SubexpIndex("what")], " ,;:")
			if what == "" && i > 0 {
				continue
			}
			if what == "" || naming.IsChosen(what) {
				return "", i == 0, true
			}
			return what, i == 0, true
		}
	}
	return "", false, false
}
