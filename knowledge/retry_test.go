package knowledge

import (
	"testing"

	"carrel/knowledge/reader"
)

func TestRetriable(t *testing.T) {
	for _, c := range []struct {
		d    Document
		want bool
	}{
		{Document{State: StateFailed, Code: reader.CodeCrashed}, true},
		{Document{State: StateFailed, Code: reader.CodeOCRMissing, Scans: 1}, true},
		{Document{State: StateFailed, Code: reader.CodeEmpty}, false},
		{Document{State: StateFailed, Code: reader.CodeEmpty, Scans: 2}, true}, // in another language
		{Document{State: StateFailed, Code: reader.CodeEncrypted}, false},
		{Document{State: StateFailed, Code: reader.CodePasswordNeeded, NeedsPassword: true}, false},
		{Document{State: StateFailed, Code: reader.CodePasswordNeeded}, true}, // typed since
		{Document{State: StateSkipped, Code: reader.CodeEmpty}, false},
		{Document{State: StateUnavailable, Code: reader.CodeMissing}, false},
		{Document{State: StateEmbedded}, false},
	} {
		if got := c.d.retriable(); got != c.want {
			t.Errorf("%s %q, %d pictures: %v", c.d.State, c.d.Code, c.d.Scans, got)
		}
	}
}
