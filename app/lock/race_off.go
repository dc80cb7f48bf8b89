//go:build !race

package lock

// raceDetector says that this is a binary without the race detector's shadow
// memory, so that memory limits can be set.
const raceDetector = false
