package models

import (
	"bytes"
	"fmt"
	"os"
)

// MemoryPressed reports whether programs wait for memory: by the kernel's pressure
// stall information, all of them together for a tenth of the last ten seconds; or
// by what is free, under a sixteenth of the memory.
func MemoryPressed() bool {
	stalls, _ := os.ReadFile("/proc/pressure/memory") // missing on kernels without it
	return pressed(MachineMemory(), stalls)
}

// stalledTooLong is the share of the time, in hundredths, that all programs wait.
const stalledTooLong = 10

func pressed(m Memory, stalls []byte) bool {
	if m.Total > 0 && m.Free < m.Total/keptFreeOf {
		return true
	}
	_, full, found := bytes.Cut(stalls, []byte("full "))
	var average float64
	if n, _ := fmt.Sscanf(string(full), "avg10=%f", &average); !found || n != 1 {
		return false
	}
	return average >= stalledTooLong
}
