package index

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// errNoSpace is the system's own error for a full disk: ERROR_DISK_FULL.
const errNoSpace = syscall.Errno(112)

// FreeBytes is the room that the user has on dir's disk.
func FreeBytes(dir string) (uint64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	return free, windows.GetDiskFreeSpaceEx(path, &free, nil, nil)
}
