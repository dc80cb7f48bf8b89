//go:build !unix

package models

// FreeDisk is not known on this system yet.
func FreeDisk(string) int64 { return -1 }
