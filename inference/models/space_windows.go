package models

import "golang.org/x/sys/windows"

// FreeBytes is the room that an ordinary user has on dir's disk.
func FreeBytes(dir string) (uint64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	return free, windows.GetDiskFreeSpaceEx(path, &free, nil, nil)
}
