package dated

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

// today is the day of the tests.
var today = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// TestOfPage: first pages as they are written in each language, of reports and of
// letters.
func TestOfPage(t *testing.T) {
	for _, c := range []struct {
		language language.Tag
		text     string
		want     string // "period 2018-12-31"; "" for none
	}{
		{"en", "Medication plan\n\nAda Berg, born 14 February 1951\n\nAs of 14 September 2026. Replaces the plan of 18 March 2026.\n", "dated 2026-09-14"},
		{"en", "Report\n\nAs of 30 June 2018 there were 500 shares, of which 3 were sold on 4 July 2018.\n", ""},
		// Reports to the end of a period.
		{"en", "UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nFORM 10-K\n(Mark One)\n☒ ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934\nFor the fiscal year ended December 31, 2018\nor\n☐ TRANSITION REPORT PURSUANT TO SECTION 13 OR 15(d)\nFor the transition period from to\nThe aggregate market value as of June 30, 2018 was $20 billion. Shares outstanding at January 31, 2019: 500.", "period 2018-12-31"},
		{"en", "FORM 10-Q\nFor the quarterly period ended: September 30,\n2022", "period 2022-09-30"},
		{"en", "Half-year report\nfor the six months ended 30th of June 2020", "period 2020-06-30"},
		{"en", "Statement of the period from 1 January 2019 to 31 December 2019", "period 2019-12-31"},
		{"en", "ACME CORPORATION\n2017 Annual Report", "period 2017"},
		{"en", "Annual Report\n2017/18\nACME", "period 2018"},
		{"de", "Muster AG\nJahresabschluss zum 31. Dezember 2018", "period 2018-12-31"},
		{"de", "Bericht über das Geschäftsjahr vom 1. Oktober 2017 bis 30. September 2018", "period 2018-09-30"},
		{"de", "GESCHÄFTSBERICHT 2019", "period 2019"},
		{"fr", "Comptes consolidés de l’exercice clos le 31 décembre 2018", "period 2018-12-31"},
		{"es", "Cuentas del ejercicio anual terminado el 31 de diciembre de 2018", "period 2018-12-31"},
		{"it", "Bilancio dell’esercizio chiuso al 31 dicembre 2018", "period 2018-12-31"},
		{"pt", "Demonstrações do exercício findo em 31 de dezembro de 2018", "period 2018-12-31"},
		{"nl", "Jaarrekening over het boekjaar eindigend op 31 december 2018", "period 2018-12-31"},
		{"sv", "Årsredovisning för räkenskapsåret som avslutades den 31 december 2018", "period 2018-12-31"},
		{"da", "Årsrapport for regnskabsåret, der sluttede den 31. december 2018", "period 2018-12-31"},
		{"no", "Regnskap for regnskapsåret avsluttet 31. desember 2018", "period 2018-12-31"},
		{"fi", "Tilikausi 1.1.2018–31.12.2018 päättynyt", "period 2018-12-31"},
		{"pl", "Sprawozdanie za rok obrotowy zakończony 31 grudnia 2018 r.", "period 2018-12-31"},
		{"cs", "Účetní závěrka ke dni 31. prosince 2018", "period 2018-12-31"},
		{"ro", "Situații financiare pentru anul încheiat la 31 decembrie 2018", "period 2018-12-31"},
		{"hu", "Éves jelentés 2018", "period 2018"},
		{"bg", "Отчет за годината, приключваща на 31 декември 2018 г.", "period 2018-12-31"},
		{"ru", "Отчетность за год, закончившийся 31 декабря 2018 года", "period 2018-12-31"},
		{"uk", "Звітність за рік, що закінчився 31 грудня 2018 року", "period 2018-12-31"},
		{"el", "Οικονομικές καταστάσεις για τη χρήση που έληξε την 31 Δεκεμβρίου 2018", "period 2018-12-31"},
		{"tr", "31 Aralık 2018 tarihinde sona eren hesap dönemi", "period 2018-12-31"},
		{"id", "Untuk tahun yang berakhir pada tanggal 31 Desember 2018", "period 2018-12-31"},
		{"ar", "القوائم المالية للسنة المنتهية في 31 ديسمبر 2018", "period 2018-12-31"},
		{"he", "דוחות כספיים לשנה שהסתיימה ביום 31 בדצמבר 2018", "period 2018-12-31"},
		{"fa", "صورت‌های مالی برای سال منتهی به ۳۱ دسامبر ۲۰۱۸", "period 2018-12-31"},
		{"hi", "31 मार्च 2018 को समाप्त वर्ष के लिए", "period 2018-03-31"},
		{"th", "งบการเงินสำหรับปีสิ้นสุดวันที่ 31 ธันวาคม 2561", "period 2018-12-31"},
		{"ja", "平成30年3月期 決算短信", "period 2018-03"},
		{"ja", "2018年12月31日に終了した事業年度", "period 2018-12-31"},
		{"zh", "截至二〇一八年十二月三十一日止年度", "period 2018-12-31"},
		{"zh", "某某公司 2018 年年度报告", "period 2018"},
		{"ko", "제10기 2018년 12월 31일 현재", "period 2018-12-31"},

		// The day that a letter or a paper bears.
		{"en", "The Manor\n12 Hill Road\n\n3 March 2020\n\nDear Ms Reader,\nthank you for your letter of 12 February 2020.", "dated 2020-03-03"},
		{"en", "FORM 8-K\nDate of Report (Date of earliest event reported): March 3, 2020", "dated 2020-03-03"},
		{"en", "Memorandum\nTo: all\nDate: 3/14/2020", "dated 2020-03-14"},
		{"en", "Memorandum\nTo: all\nDate: 3/4/2020", "dated 2020"}, // either way round
		{"en", "San José, Tuesday, March 3rd, 2020", "dated 2020-03-03"},
		{"en", "User’s Guide\nVersion 3.1\nAugust 2020", "dated 2020-08"},
		{"de", "An die Mieter\n\nBerlin, den 3. März 2020\n\nSehr geehrte Damen und Herren,", "dated 2020-03-03"},
		{"de", "Stand: 03.04.2020", "dated 2020-04-03"},
		{"fr", "Paris, le 1er mars 2020", "dated 2020-03-01"},
		{"es", "Madrid, a 3 de marzo de 2020", "dated 2020-03-03"},
		{"ru", "Москва, 3 марта 2020 г.", "dated 2020-03-03"},
		{"hu", "Budapest, 2020. március 3.", "dated 2020-03-03"},
		{"pl", "Warszawa, dnia 3 marca 2020 r.", "dated 2020-03-03"},
		{"tr", "3 EKİM 2020", "dated 2020-10-03"},
		{"ja", "令和2年3月3日", "dated 2020-03-03"},
		{"ko", "작성일: 2020년 3월 3일", "dated 2020-03-03"},
		{"", "2020-03-03", "dated 2020-03-03"},

		// What does not say so plainly.
		{"en", "The Great War began on 28 July 1914 and ended on 11 November 1918.", ""},
		{"en", "Date of birth: 3 March 1970", ""},
		{"en", "Programme\n3 March 2020\nOpening\n4 March 2020\nWalks", ""},
		{"en", "Copyright 2018", ""},
		{"en", "May 12 people be seated", ""},
		{"en", "Release 1.12.2018.4 of 12.13.2018", ""},
		{"en", "The annual report pursuant to the Act of 1934", ""},
		{"en", "On 31 February 2020", ""},
		{"en", "For the fiscal year ended December 31, 2058", ""},
		{"de", "Der Jahresbericht des Vereins erscheint seit 1920.", ""},
		{"", "", ""},
	} {
		d := OfPage(c.text, c.language, today)
		got := ""
		if d.Day != "" {
			got = fmt.Sprintf("%s %s", d.Is, d.Day)
		}
		if got != c.want {
			t.Errorf("%s: %.80q is %q, want %q", c.language, c.text, got, c.want)
		}
	}
}

// TestEveryLanguage: what every language that is known writes a date with.
func TestEveryLanguage(t *testing.T) {
	for tag := range language.Known {
		v := vocabularies()[tag]
		if v == nil {
			t.Errorf("%s: no words for dates", tag)
			continue
		}
		months := map[int]bool{}
		for _, month := range v.months {
			months[month] = true
		}
		if numbered := tag == "ja" || tag == "ko" || tag == "zh"; !numbered && len(months) != 12 {
			t.Errorf("%s: names of %d months", tag, len(months))
		}
		if len(v.annual) == 0 || len(v.date) == 0 {
			t.Errorf("%s: no name of a year's report, or no word before a date", tag)
		}
	}
}

func TestOfFile(t *testing.T) {
	for text, want := range map[string]reader.Day{
		"D:20190214153000-05'00'":         "2019-02-14",
		"20190214":                        "2019-02-14",
		"D:20190214":                      "2019-02-14",
		"2019-02-14T23:30:00Z":            "2019-02-14",
		"2019-02-14 08:00":                "2019-02-14",
		"2019-02":                         "2019-02",
		"2019":                            "2019",
		"Thu, 14 Feb 2019 23:30:00 -0800": "2019-02-14",
		"Thu Feb 14 15:30:00 2019":        "2019-02-14",
		"February 14, 2019":               "2019-02-14",
		"2013-12-23T23:15:00Z":            "", // python-docx's template
		"2013-01-27T09:14:16Z":            "", // python-pptx's template
		"1970-01-01T00:00:00Z":            "",
		"D:20991231000000":                "",
		"D:20191341000000":                "",
		"2019-02-30":                      "",
		"yesterday":                       "",
		"":                                "",
	} {
		if got := OfFile(text, today); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestInQuestion(t *testing.T) {
	got := fmt.Sprint(InQuestion("What does the March 2020 letter say of 31.12.2019 and of FY2018?", "en", "de"))
	if got != "[2020-03 2019-12-31]" {
		t.Errorf("found %s", got)
	}
}

// FuzzOfPage: no text breaks it, and what it finds is a day.
func FuzzOfPage(f *testing.F) {
	for _, seed := range []string{"Annual Report 2018", "31. Dezember 2018", "令和元年5月1日", "二〇一八年十二月三十一日", "for the year ended 31/12/2018", strings.Repeat("1.", 50)} {
		for _, tag := range []string{"en", "de", "ja", "th", ""} {
			f.Add(seed, tag)
		}
	}
	f.Fuzz(func(t *testing.T, text, tag string) {
		if d := OfPage(text, language.Tag(tag), today); d.Day != "" {
			if _, _, ok := d.Day.Span(); !ok || d.Is == "" {
				t.Errorf("%q gives %+v", text, d)
			}
		}
	})
}
