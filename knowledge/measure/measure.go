// Package measure takes the library's figures: how fast it searches, reads and
// embeds, and how much memory that takes. It is what `carrel bench index` and
// `carrel bench search` print.
package measure

import (
	"sort"
	"time"
)

// Latency is how long one kind of call takes, in milliseconds.
type Latency struct {
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
}

// latency sums up durations; of none it is zero.
func latency(times []time.Duration) Latency {
	if len(times) == 0 {
		return Latency{}
	}
	sorted := append([]time.Duration(nil), times...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i] < sorted[j] })
	at := func(share float64) float64 {
		i := int(share * float64(len(sorted)-1))
		return float64(sorted[i].Microseconds()) / 1000
	}
	return Latency{P50: at(0.50), P95: at(0.95)}
}
