package models

import "testing"

func TestMemoryIsPressed(t *testing.T) {
	calm := []byte("some avg10=40.00 avg60=1.00 avg300=0.00 total=9\nfull avg10=2.50 avg60=0.00 avg300=0.00 total=9\n")
	for name, c := range map[string]struct {
		memory Memory
		stalls string
		want   bool
	}{
		"calm":                      {Memory{Total: 16 << 30, Free: 8 << 30}, string(calm), false},
		"little is free":            {Memory{Total: 16 << 30, Free: 1<<30 - 1}, string(calm), true},
		"all wait":                  {Memory{Total: 16 << 30, Free: 8 << 30}, "some avg10=60.00 avg60=1.00\nfull avg10=31.20 avg60=0.00 avg300=0.00 total=9\n", true},
		"a kernel without stalls":   {Memory{Total: 16 << 30, Free: 8 << 30}, "", false},
		"nothing is known":          {Memory{}, "", false},
		"something else altogether": {Memory{}, "full of\nfull moon", false},
	} {
		if got := pressed(c.memory, []byte(c.stalls)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
