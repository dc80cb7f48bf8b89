//go:build unix

package models

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// FreeDisk is how much room the disk has for the person's files where a folder is,
// or is going to be; -1 where that is not known.
func FreeDisk(dir string) int64 {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}
