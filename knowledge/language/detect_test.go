package language

import "testing"

func TestDetect(t *testing.T) {
	for want, text := range map[Tag]string{
		"en": "The harbour office kept a ledger of every ship that came in during the winter.",
		"de": "Das Hafenamt führte ein Buch über jedes Schiff, das im Winter in den Hafen kam.",
		"fr": "Le bureau du port tenait un registre de tous les navires qui arrivaient pendant l'hiver.",
		"es": "La oficina del puerto llevaba un registro de todos los barcos que llegaban en el invierno.",
		"it": "L'ufficio del porto teneva un registro di tutte le navi che arrivavano durante l'inverno.",
		"pt": "O escritório do porto mantinha um registo de todos os navios que chegavam durante o inverno.",
		"nl": "Het havenkantoor hield een boek bij van elk schip dat in de winter naar de haven kwam.",
		"sv": "Hamnkontoret förde en bok över alla fartyg som kom in under vintern och inte gick vidare.",
		"pl": "Biuro portowe prowadziło rejestr wszystkich statków, które przypływały do portu w ciągu zimy.",
		"tr": "Liman ofisi kış boyunca limana gelen her gemi için bir kayıt tutuyordu ve bu çok önemliydi.",
		"ru": "Портовая контора вела книгу обо всех кораблях, которые приходили зимой, и это было важно.",
		"uk": "Портова контора вела книгу про всі кораблі, які приходили взимку, і це було важливо для її людей.",
		"ar": "كان مكتب الميناء يحتفظ بسجل لكل سفينة تصل في فصل الشتاء من كل عام إلى هذا الميناء",
		"zh": "港口办公室记录了冬季进港的每一艘船。",
		"ja": "港の事務所は冬に入港したすべての船を帳簿に記録していた。",
		"ko": "항구 사무소는 겨울에 들어온 모든 배를 장부에 기록했다.",
		"el": "Το γραφείο του λιμανιού κρατούσε βιβλίο για κάθε πλοίο που ερχόταν τον χειμώνα.",
		"he": "משרד הנמל ניהל ספר על כל ספינה שהגיעה בחורף.",
		"th": "สำนักงานท่าเรือเก็บบันทึกเรือทุกลำที่เข้ามาในฤดูหนาว",
	} {
		if got := Detect(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"", "12,340 5.1 %", "x y z", "Kubernetes nginx 1.28", "func main() { fmt.Println(x) }"} {
		if got := Detect(text); got != Unknown {
			t.Errorf("%q is %q, want not known", text, got)
		}
	}
}

func TestKnownLanguagesHaveWords(t *testing.T) {
	for tag := range stops() {
		if Known[tag] == "" {
			t.Errorf("%q has stop words and no name", tag)
		}
		if len(Stops(tag)) < 50 {
			t.Errorf("%q has %d stop words", tag, len(Stops(tag)))
		}
	}
}
