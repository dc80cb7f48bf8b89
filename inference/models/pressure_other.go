//go:build !linux

package models

// MemoryPressed reports whether programs wait for memory, by what is free: that is
// known of no other system yet.
func MemoryPressed() bool {
	m := MachineMemory()
	return m.Total > 0 && m.Free < m.Total/keptFreeOf
}
