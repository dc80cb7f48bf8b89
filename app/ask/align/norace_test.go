//go:build !race

package align

// raceEnabled says whether the tests were built with the race detector.
const raceEnabled = false
