package naming

import (
	"strings"

	"carrel/app/ask/prose"
)

// holderNouns say that a folder or a collection is meant, folded: which of the two,
// people mix up.
var holderNouns = prose.Set(`folder folders directory subfolder collection ordner ordners verzeichnis unterordner sammlung carpeta directorio coleccion папка папку папки папке каталог каталога коллекция коллекцию коллекции مجلد المجلد مجموعه مجموعة المجموعة المجموعه`)

// holderSigns are those of Chinese, which does not set words apart.
var holderSigns = []string{"文件夹", "文件夾", "资料夹", "資料夾", "集合", "目录", "目錄"}

// holderLeads are words that may stand before a folder's name without being its own.
var holderLeads = prose.Set(`all everything every each whole entire contents content of in from within inside documents document files file papers docs what is there me my our called named alle alles dokumente dateien unterlagen in im aus von inhalt mein meine meinen meiner unser todos todo documentos archivos contenido de en mi все документы фаилы содержимое в из мои мою моеи`)

// Holder takes the words of a question that are a folder's or a collection's name
// from those around it: said tells whether it is called a folder or collection there.
func Holder(name string) (words []string, said bool) {
	for _, sign := range holderSigns {
		if rest, found := strings.CutPrefix(name, sign); found {
			return Words(rest), true
		}
		if rest, found := strings.CutSuffix(name, sign); found {
			return Words(strings.TrimSuffix(rest, "的")), true
		}
	}
	words = Words(name)
	for len(words) > 1 && (prose.Articles[words[0]] || prose.Determiners[words[0]] || holderLeads[words[0]] || holderNouns[words[0]]) {
		said = said || holderNouns[words[0]]
		words = words[1:]
	}
	if last := len(words) - 1; last > 0 && holderNouns[words[last]] {
		return words[:last], true
	}
	return words, said
}
