package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"carrel/app"
	"carrel/app/api"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/ocr"
)

type ocrOptions struct{ again bool }

var ocrCommand = &command{
	name: "ocr", args: "[languages [CODE...|default] | --again [DOCUMENT...]]", short: "say how words in pictures are recognised; choose the languages; recognise again",
	options: func(fs *flag.FlagSet) any {
		o := &ocrOptions{}
		fs.BoolVar(&o.again, "again", false, "recognise once more what was recognised in other languages, or the documents named")
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		if inv.options.(*ocrOptions).again {
			return runOCRAgain(ctx, inv)
		}
		if len(inv.args) > 0 && inv.args[0] != "languages" {
			return usageError("ocr knows `carrel ocr`, `carrel ocr languages`, `carrel ocr languages CODE...`, as in: carrel ocr languages deu eng, and `carrel ocr --again [DOCUMENT...]`")
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var state app.OCR
		if len(inv.args) > 1 {
			request := api.OCRRequest{Languages: inv.args[1:]}
			if slices.Equal(request.Languages, []string{"default"}) {
				request.Languages = []string{}
			}
			err = s.call(ctx, http.MethodPost, "/api/ocr", request, &state)
		} else {
			err = s.call(ctx, http.MethodGet, "/api/ocr", nil, &state)
		}
		if err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(state)
		}
		inv.printOCR(state)
		return nil
	},
}

func (inv *invocation) printOCR(state app.OCR) {
	fmt.Fprintln(inv.stdout, printable(state.Text))
	for _, l := range state.Languages {
		mark := " "
		if slices.Contains(state.Used, l.Code) {
			mark = "*"
		}
		fmt.Fprintf(inv.stdout, "%s %-8s %s\n", mark, printable(l.Code), printable(l.Name))
	}
	if len(state.Languages) > 0 {
		fmt.Fprintln(inv.stdout, "* is recognised. Choose with: carrel ocr languages "+strings.Join(state.Used, " "))
		fmt.Fprintln(inv.stdout, "More languages: "+printable(state.More))
	}
	if n := state.Otherwise.Documents; n > 0 {
		fmt.Fprintf(inv.stdout, "%s (%s) may have been recognised in other languages, or could not be. Recognise again with: carrel ocr --again\n",
			figure.Counted(n, "document", "documents"), figure.Counted(state.Otherwise.Pages, "page", "pages"))
	}
}

// runOCRAgain has documents recognised once more and waits until that is done;
// what is left when it is broken off goes on with the next Carrel.
func runOCRAgain(ctx context.Context, inv *invocation) error {
	if len(inv.args) > 0 && inv.args[0] == "languages" {
		return usageError("Choose the languages first, as in: carrel ocr languages deu eng, and then: carrel ocr --again")
	}
	s, err := inv.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.close()
	ids, err := s.documentIDs(ctx, inv.args)
	if err != nil {
		return err
	}
	var begun, done api.AddReply
	if err := s.call(ctx, http.MethodPost, "/api/ocr/again", api.RecogniseRequest{Documents: ids}, &begun); err != nil {
		return err
	}
	if len(begun.Documents) > 0 {
		if !inv.json {
			fmt.Fprintf(inv.stdout, "Recognising the words of %s again. Until that is done the old ones are found; broken off, it goes on with the next Carrel that runs.\n", figure.Counted(len(begun.Documents), "document", "documents"))
		}
		var request api.RecogniseRequest
		for _, d := range begun.Documents {
			request.Documents = append(request.Documents, d.ID)
		}
		finished := inv.showActivity(ctx, s)
		err := s.call(ctx, http.MethodPost, "/api/ocr/wait", request, &done)
		finished()
		if err != nil {
			return err
		}
	}
	if inv.json {
		return inv.printJSON(outputOf(done.Documents))
	}
	if len(begun.Documents) == 0 {
		fmt.Fprintln(inv.stdout, "Nothing was recognised in other languages than those of now. To recognise a document again all the same, name it: carrel ocr --again DOCUMENT")
	}
	for _, d := range done.Documents {
		words := recognisedInWords(d)
		if d.State == knowledge.StateFailed {
			words = d.Error
		}
		fmt.Fprintf(inv.stdout, "%s  %s: %s\n", d.ID, printable(d.Title), printable(words))
		for _, w := range d.Warnings {
			fmt.Fprintf(inv.stdout, "                  %s\n", printable(w.Message))
		}
	}
	return failures(done.Documents)
}

// recognisedInWords says in which languages a document's words were recognised,
// "" where none were or that is not known.
func recognisedInWords(d knowledge.Document) string {
	if d.State == knowledge.StateFailed || len(d.RecognisedIn) == 0 {
		return ""
	}
	words := "Words recognised in " + ocr.InWords(d.RecognisedIn, "and")
	if d.RecognisingAgain > 0 {
		words += fmt.Sprintf("; %s to be recognised again", figure.Counted(d.RecognisingAgain, "page waits", "pages wait"))
	}
	return words + "."
}
