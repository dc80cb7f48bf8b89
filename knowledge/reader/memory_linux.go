package reader

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
)

// residentBytes is the resident memory of a process, 0 when it is gone.
func residentBytes(pid int) uint64 {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := bytes.Fields(statm) // size resident shared ..., in pages
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseUint(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}
