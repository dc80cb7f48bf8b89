//go:build !linux

package models

// MachineMemory is not known on this system yet.
func MachineMemory() Memory { return Memory{} }
