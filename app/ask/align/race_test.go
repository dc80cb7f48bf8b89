//go:build race

package align

// raceEnabled: comparing words is ten times slower under the detector.
const raceEnabled = true
