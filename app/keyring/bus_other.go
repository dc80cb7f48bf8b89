//go:build !linux

package keyring

// present: whether there is a keyring shows when it is asked.
func present() bool { return true }

func connect() error { return nil }
