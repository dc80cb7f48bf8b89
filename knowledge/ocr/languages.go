package ocr

import (
	"os"
	"slices"
	"strings"
)

// Language is a language that tesseract can have.
type Language struct {
	Code string // tesseract's: "deu"
	Name string // in English: "German"
	tag  string // of system settings: "de"
}

// Languages are those that Carrel knows by name; tesseract has some more, which
// are called by their codes.
var Languages = []Language{
	{"afr", "Afrikaans", "af"}, {"sqi", "Albanian", "sq"}, {"ara", "Arabic", "ar"}, {"hye", "Armenian", "hy"},
	{"eus", "Basque", "eu"}, {"bel", "Belarusian", "be"}, {"ben", "Bengali", "bn"}, {"bul", "Bulgarian", "bg"},
	{"cat", "Catalan", "ca"}, {"chi_sim", "Chinese (simplified)", "zh"}, {"chi_tra", "Chinese (traditional)", "zh_tw"},
	{"hrv", "Croatian", "hr"}, {"ces", "Czech", "cs"}, {"dan", "Danish", "da"}, {"nld", "Dutch", "nl"},
	{"eng", "English", "en"}, {"epo", "Esperanto", "eo"}, {"est", "Estonian", "et"}, {"fin", "Finnish", "fi"},
	{"fra", "French", "fr"}, {"glg", "Galician", "gl"}, {"kat", "Georgian", "ka"}, {"deu", "German", "de"},
	{"ell", "Greek", "el"}, {"heb", "Hebrew", "he"}, {"hin", "Hindi", "hi"}, {"hun", "Hungarian", "hu"},
	{"isl", "Icelandic", "is"}, {"ind", "Indonesian", "id"}, {"gle", "Irish", "ga"}, {"ita", "Italian", "it"},
	{"jpn", "Japanese", "ja"}, {"kaz", "Kazakh", "kk"}, {"kor", "Korean", "ko"}, {"lat", "Latin", "la"},
	{"lav", "Latvian", "lv"}, {"lit", "Lithuanian", "lt"}, {"mkd", "Macedonian", "mk"}, {"msa", "Malay", "ms"},
	{"mlt", "Maltese", "mt"}, {"nor", "Norwegian", "nb"}, {"fas", "Persian", "fa"}, {"pol", "Polish", "pl"},
	{"por", "Portuguese", "pt"}, {"ron", "Romanian", "ro"}, {"rus", "Russian", "ru"}, {"srp", "Serbian", "sr"},
	{"slk", "Slovak", "sk"}, {"slv", "Slovenian", "sl"}, {"spa", "Spanish", "es"}, {"swa", "Swahili", "sw"},
	{"swe", "Swedish", "sv"}, {"tam", "Tamil", "ta"}, {"tha", "Thai", "th"}, {"tur", "Turkish", "tr"},
	{"ukr", "Ukrainian", "uk"}, {"urd", "Urdu", "ur"}, {"vie", "Vietnamese", "vi"}, {"cym", "Welsh", "cy"}, {"yid", "Yiddish", "yi"},
}

// NameOf gives a language's name, its code where it has none here.
func NameOf(code string) string {
	for _, l := range Languages {
		if l.Code == code {
			return l.Name
		}
	}
	return code
}

// InWords lists languages for a sentence: "German or French".
func InWords(codes []string, or string) string {
	var names []string
	for _, code := range codes {
		names = append(names, NameOf(code))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " " + or + " " + names[n-1]
	}
	return strings.Join(names, "")
}

// maxDefault is how many languages are used unchosen: each one more takes half
// a page's time again, and makes some words worse.
const maxDefault = 2

// DefaultLanguages are those to use of the installed ones where nobody has
// chosen: the system's own and English; where neither is installed, what is.
func DefaultLanguages(installed []string) []string {
	var chosen []string
	for _, code := range []string{systemLanguage(), "eng"} {
		if slices.Contains(installed, code) && !slices.Contains(chosen, code) {
			chosen = append(chosen, code)
		}
	}
	if len(chosen) > 0 {
		return chosen
	}
	if len(installed) == 0 {
		return []string{"eng"}
	}
	return installed[:min(maxDefault, len(installed))]
}

// systemLanguage is the code of the language that this system speaks, "" where
// it does not say.
func systemLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := strings.ToLower(os.Getenv(name))
		if value == "" {
			continue
		}
		value, _, _ = strings.Cut(value, ".")
		value, _, _ = strings.Cut(value, "@")
		tag, _, _ := strings.Cut(value, "_")
		if tag == "nn" || tag == "no" {
			tag = "nb"
		}
		if value == "zh_hk" {
			value = "zh_tw"
		}
		for _, wanted := range []string{value, tag} {
			for _, l := range Languages {
				if l.tag == wanted {
					return l.Code
				}
			}
		}
		return ""
	}
	return ""
}
