//go:build race

package knowledge_test

// raceDetector: SQLite is Go code here, and ten times slower under the detector.
const raceDetector = true
