//go:build race

package lock

// raceDetector says that the binary maps terabytes of shadow memory, which no
// memory limit leaves room for.
const raceDetector = true
