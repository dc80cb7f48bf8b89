package ocr

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Installation is the tesseract of this computer.
type Installation struct {
	Program   string   // its path; "" where there is none
	Data      string   // the folder of its languages
	Languages []string // codes, in order: "deu", "eng"

	orientation bool // it can tell which way up a page is
}

// Find looks for tesseract; program is its path, "" where it has to be looked
// for. It starts nothing.
func Find(program string) Installation {
	var found Installation
	if program == "" {
		program = "tesseract"
	}
	path, err := exec.LookPath(program)
	if err != nil && runtime.GOOS == "windows" {
		path, err = exec.LookPath(filepath.Join(os.Getenv("ProgramFiles"), "Tesseract-OCR", "tesseract.exe"))
	}
	if err != nil {
		return found
	}
	if path, err = filepath.Abs(path); err != nil {
		return found
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	for _, dir := range dataFolders(path) {
		files, err := filepath.Glob(filepath.Join(dir, "*.traineddata"))
		if err != nil || len(files) == 0 {
			continue
		}
		found.Data = dir
		for _, file := range files {
			switch code := strings.TrimSuffix(filepath.Base(file), ".traineddata"); code {
			case "osd":
				found.orientation = true
			case "equ": // formulas: no language
			default:
				found.Languages = append(found.Languages, code)
			}
		}
		slices.Sort(found.Languages)
		break
	}
	found.Program = path
	return found
}

// dataFolders are where tesseract's packages put its languages, the newest
// version first.
func dataFolders(program string) []string {
	var dirs []string
	if prefix := os.Getenv("TESSDATA_PREFIX"); prefix != "" {
		dirs = append(dirs, prefix, filepath.Join(prefix, "tessdata"))
	}
	versions, _ := filepath.Glob("/usr/share/tesseract-ocr/*/tessdata") // Debian; the pattern is sound
	slices.Sort(versions)
	slices.Reverse(versions)
	dirs = append(dirs, versions...)
	beside := filepath.Dir(program)
	return append(dirs,
		filepath.Join(beside, "..", "share", "tessdata"), // Homebrew, Nix, Fedora, /usr/local
		"/usr/share/tessdata",                            // Arch
		"/usr/share/tesseract/tessdata",
		"/usr/local/share/tessdata",
		filepath.Join(beside, "tessdata"), // Windows
	)
}

// having gives those of the codes that are installed, in their order.
func (i Installation) having(codes []string) []string {
	var have []string
	for _, code := range codes {
		if slices.Contains(i.Languages, code) && !slices.Contains(have, code) {
			have = append(have, code)
		}
	}
	return have
}

// Missing gives those of the codes that are not installed.
func (i Installation) Missing(codes []string) []string {
	var missing []string
	for _, code := range codes {
		if !slices.Contains(i.Languages, code) {
			missing = append(missing, code)
		}
	}
	return missing
}

// system tells package managers apart.
func system() string {
	if runtime.GOOS != "linux" {
		return runtime.GOOS
	}
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return ""
	}
	ids := ""
	for line := range strings.Lines(string(release)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if name == "ID" || name == "ID_LIKE" {
			ids += " " + strings.Trim(value, `"'`)
		}
	}
	for _, id := range strings.Fields(ids) {
		switch id {
		case "debian", "ubuntu":
			return "debian"
		case "fedora", "rhel", "centos":
			return "fedora"
		case "arch", "alpine":
			return id
		case "suse", "opensuse":
			return "suse"
		}
	}
	return ""
}

// HowToInstall says in a sentence how to get tesseract on this system.
func HowToInstall() string {
	switch system() {
	case "debian":
		return "Install it with: sudo apt install tesseract-ocr."
	case "fedora":
		return "Install it with: sudo dnf install tesseract."
	case "arch":
		return "Install it with: sudo pacman -S tesseract tesseract-data-eng."
	case "suse":
		return "Install it with: sudo zypper install tesseract-ocr."
	case "alpine":
		return "Install it with: sudo apk add tesseract-ocr tesseract-ocr-data-eng."
	case "darwin":
		return "Install it with: brew install tesseract."
	case "windows":
		return "Install it with: winget install UB-Mannheim.TesseractOCR."
	}
	return "Install the package of your system that is called tesseract or tesseract-ocr."
}

// HowToAdd says in a sentence how to get more languages on this system.
func HowToAdd(codes []string) string {
	packages := func(prefix, joint string) string {
		var names []string
		for _, code := range codes {
			names = append(names, prefix+strings.ReplaceAll(code, "_", joint))
		}
		return strings.Join(names, " ")
	}
	if len(codes) == 0 {
		codes = []string{"deu"}
		return "For German, for example: " + lowerFirst(strings.TrimPrefix(HowToAdd(codes), "Install with: "))
	}
	switch system() {
	case "debian":
		return "Install with: sudo apt install " + packages("tesseract-ocr-", "-") + "."
	case "fedora":
		return "Install with: sudo dnf install " + packages("tesseract-langpack-", "_") + "."
	case "arch":
		return "Install with: sudo pacman -S " + packages("tesseract-data-", "_") + "."
	case "suse":
		return "Install with: sudo zypper install " + packages("tesseract-ocr-traineddata-", "_") + "."
	case "alpine":
		return "Install with: sudo apk add " + packages("tesseract-ocr-data-", "_") + "."
	case "darwin":
		return "Install with: brew install tesseract-lang."
	case "windows":
		return "Run tesseract's installer again and tick the languages."
	}
	return "Install your system's packages of tesseract for " + InWords(codes, "and") + "."
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
