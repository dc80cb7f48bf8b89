package download

import (
	"testing"
	"time"
)

func TestDurationInWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		30 * time.Second:  "a minute",
		61 * time.Second:  "2 minutes",
		59 * time.Minute:  "59 minutes",
		time.Hour:         "an hour",
		100 * time.Minute: "2 hours",
		24 * time.Hour:    "24 hours",
	} {
		if got := duration(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
