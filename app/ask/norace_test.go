//go:build !race

package ask

// raceFactor is how much slower the race detector may make things; here it is off.
const raceFactor = 1
