//go:build !linux

package porter

// reach is for Linux's /proc.
func reach() int { return 2 }

// core is for Linux's lock.
func core([]string) int { return 2 }
