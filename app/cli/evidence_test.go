package cli

import (
	"bytes"
	"testing"

	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/knowledge"
)

// TestEvidence: a quotation needs no word more; of every other sentence it is said
// what it stands on, how far, or that it stands on nothing.
func TestEvidence(t *testing.T) {
	t.Parallel()
	lease := knowledge.DocumentRef{Title: "Lease"}
	a := &ask.Answer{
		Text: "“The rent is 900 euros.” Notice is three months. It may be four months. The flat is blue.",
		Citations: []ask.Citation{
			{N: 1, Document: lease, Where: "page 2", Quote: "The rent is 900\neuros."},
			{N: 2, Document: lease, Where: "page 3", Quote: "Three months' notice is given."},
		},
		Sentences: []ask.Sentence{
			{Start: 0, End: 24, State: align.Quoted, Citations: []int{1}},
			{Start: 25, End: 48, State: align.Supported, Citations: []int{2}},
			{Start: 49, End: 71, State: align.Partly, Citations: []int{2}, Missing: []string{"four"}},
			{Start: 72, End: 89, State: align.Unsupported},
		},
	}
	var out bytes.Buffer
	(&invocation{stdout: &out}).printEvidence(a)
	want := `

[1] Lease, page 2: “The rent is 900 euros.”
[2] Lease, page 3: “Three months' notice is given.”
    bears out “Notice is three months.”
    bears out in part “It may be four months.”; not: four

Not found in your documents: “The flat is blue.”
`
	if out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}
