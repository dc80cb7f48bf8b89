package ask

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// Why a passage has no mark is said as it is: a full disk was said to be a file that changed.
func TestWhyNoMark(t *testing.T) {
	for err, want := range map[error]string{
		fmt.Errorf("find the place on page 3: %w", index.ErrFull):                    "the disk is full. Free some space",
		fmt.Errorf("find the place: %w", &reader.Problem{Code: reader.CodeDiskFull}): "the disk is full. Free some space",
		knowledge.ErrChanged: "a file has changed",
		knowledge.ErrGone:    "a file is no longer where it was",
		fmt.Errorf("find the place: %w", context.Canceled):                          "took too long",
		fmt.Errorf("find the place: %w", &reader.Problem{Code: reader.CodeCrashed}): "could not be opened again",
		errors.New("the pipe is closed"):                                            "could not be opened again",
	} {
		if got := whyNoMark(err); !strings.HasPrefix(got, "Some passages cannot be marked on their pages: ") || !strings.Contains(got, want) {
			t.Errorf("%v: %q", err, got)
		}
	}
}

// Where nothing was read yet, nothing was looked for: "I found nothing about this in your
// documents" was wrong, and "You can ask now" stood beside it.
func TestNothingRead(t *testing.T) {
	docs := func(states ...knowledge.State) (docs []knowledge.Document) {
		for _, s := range states {
			docs = append(docs, knowledge.Document{State: s})
		}
		return docs
	}
	for _, c := range []struct {
		docs []knowledge.Document
		want string
	}{
		{docs(knowledge.StateQueued, knowledge.StateFailed, knowledge.StateReading), "None of your documents has been read yet."},
		{docs(knowledge.StateFailed, knowledge.StateSkipped), "None of your documents could be read"},
		{docs(knowledge.StateQueued, knowledge.StateSearchable), ""},
		{docs(knowledge.StateFailed, knowledge.StateUnavailable), ""},
		{docs(knowledge.StateEmbedded), ""},
	} {
		if got := nothingRead(c.docs); c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%v: %q", c.docs, got)
		}
	}
}
