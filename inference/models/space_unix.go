//go:build unix

package models

import "golang.org/x/sys/unix"

// FreeBytes is the room that an ordinary user has on dir's disk.
func FreeBytes(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
