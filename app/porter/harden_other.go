//go:build !linux

package porter

// harden has nothing to do where no lock is to be got around.
func harden() error { return nil }

// locked is never so where the lock is kept by the app only.
func locked() bool { return false }
