//go:build unix

package knowledge

import (
	"io/fs"
	"syscall"
)

// deviceOf names the file system that a file is on.
func deviceOf(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Dev)
	}
	return 0
}
