package intent

import (
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// greetings has replies, and what each is said to: whole questions, folded, without
// punctuation.
var greetings = func() map[string]string {
	out := map[string]string{}
	for reply, lists := range map[string]string{
		"Hello. Ask about your documents in your own words, such as “When does the lease end?”. Each sentence of the answer opens the passage that it stands on.": "hello/hi/hey/hello there/hi there/hey there/hello carrel/hi carrel/good morning/good afternoon/good evening/good day/how are you/hello how are you/test/are you there/" +
			"hallo/guten tag/guten morgen/guten abend/servus/moin/gruss gott/wie geht es dir/wie gehts/hola/buenos dias/buenas tardes/buenas noches/que tal/bonjour/bonsoir/salut/ciao/buongiorno/buonasera/ola/bom dia/boa tarde/hoi/goedendag/goedemorgen/привет/здравствуйте/你好/您好/مرحبا",
		"You’re welcome.": "thanks/thank you/thank you very much/thanks a lot/many thanks/great thanks/ok thanks/okay thanks/thx/danke/vielen dank/danke schon/dankeschon/gracias/muchas gracias/merci/merci beaucoup/grazie/grazie mille/obrigado/obrigada/dank je/dank u/спасибо/谢谢/شكرا",
		"I look up what your documents say. Ask in your own words; or “Summarise contract.pdf”, “Compare the two offers”, “What do my notes say about …”. Each sentence of an answer opens the passage that it stands on, and what no document says I don’t make up.": "what can you do/what can you do for me/what can i do here/what can i ask/what can i ask you/what do you do/who are you/what are you/what is carrel/what is this/help/help me/can you help me/how do you work/how does this work/how does it work/how do i use this/how do i use carrel/" +
			"was kannst du/was kannst du tun/wer bist du/was bist du/hilfe/wie funktioniert das/was kann ich hier tun/que puedes hacer/quien eres/ayuda/que peux tu faire/qui es tu/aide/cosa puoi fare/chi sei/aiuto/что ты умеешь/кто ты/помощь/你能做什么/你是谁/帮助",
	} {
		for said := range strings.SplitSeq(lists, "/") {
			out[said] = reply
		}
	}
	return out
}()

// Greeting returns the reply to a question that is only a greeting, thanks, or asks what
// Carrel does; "" for all others.
func Greeting(question string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsSpace(r):
			return r
		case r == '\'' || r == '’':
			return -1
		}
		return ' '
	}, prose.Fold(question))
	return greetings[strings.Join(strings.Fields(plain), " ")]
}
