package cli

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"carrel/app"
	"carrel/app/api"
)

var ocrCommand = &command{
	name: "ocr", args: "[languages [CODE...|default]]", short: "say how words in pictures are recognised; choose the languages",
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) > 0 && inv.args[0] != "languages" {
			return usageError("ocr knows `carrel ocr`, `carrel ocr languages` and `carrel ocr languages CODE...`, as in: carrel ocr languages deu eng")
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
		fmt.Fprintln(inv.stdout, printable(state.Text))
		for _, l := range state.Languages {
			mark := " "
			if slices.Contains(state.Used, l.Code) {
				mark = "*"
			}
			fmt.Fprintf(inv.stdout, "%s %-8s %s\n", mark, printable(l.Code), printable(l.Name))
		}
		if len(state.Languages) > 0 {
			fmt.Fprintln(inv.stdout, "* is recognised. Choose with: carrel ocr languages "+strings.Join(append([]string{}, state.Used...), " "))
			fmt.Fprintln(inv.stdout, "More languages: "+printable(state.More))
		}
		return nil
	},
}
