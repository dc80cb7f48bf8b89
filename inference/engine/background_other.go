//go:build !linux

package engine

// lowerPriority does nothing where a single thread's priority cannot be set by
// number; the thread count still adapts.
func lowerPriority() {}
