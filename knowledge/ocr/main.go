package ocr

import (
	"flag"
	"fmt"
	"os"
	"strconv"
)

// Options are what the child is told on its command line.
type Options struct {
	Program   string // of tesseract
	Data      string // its folder of languages
	Languages string // "deu+eng"
	DPI       int    // of the picture; 0: not known
	Orient    bool   // find out first which way up the page is
	Version   bool   // say only which version tesseract is
}

// ParseOptions reads the arguments after the word "recogniser".
func ParseOptions(args []string) (Options, error) {
	var o Options
	flags := flag.NewFlagSet("carrel recogniser", flag.ContinueOnError)
	flags.StringVar(&o.Program, "tesseract", "", "path of tesseract")
	flags.StringVar(&o.Data, "tessdata", "", "folder of its languages")
	flags.StringVar(&o.Languages, "languages", "eng", "languages, joined by +")
	flags.IntVar(&o.DPI, "dpi", 0, "dots per inch of the picture, 0 where not known")
	flags.BoolVar(&o.Orient, "orient", false, "find out which way up the page is")
	flags.BoolVar(&o.Version, "version", false, "say only which version tesseract is")
	return o, flags.Parse(args)
}

// Main is the recogniser process after its lock: it becomes tesseract, which
// reads a picture from standard input and writes a table of words to standard
// output. It returns only where that fails, with the exit status.
func Main(o Options) int {
	layout := "3" // find the columns and paragraphs
	if o.Orient {
		layout = "1" // and the orientation
	}
	argv := []string{o.Program, "stdin", "stdout", "--tessdata-dir", o.Data, "-l", o.Languages, "--psm", layout, "-c", "tessedit_create_tsv=1"}
	if o.Version {
		argv = []string{o.Program, "--version"}
	} else if o.DPI > 0 {
		argv = append(argv, "--dpi", strconv.Itoa(o.DPI))
	}
	// One thread: four of them take twice the processor's time for a quarter
	// less waiting, and answers and embeddings want the processor too.
	env := []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C"}
	for _, name := range []string{"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	code, err := become(argv, env)
	if err != nil {
		fmt.Fprintln(os.Stderr, "carrel recogniser:", err)
		return 1
	}
	return code
}
