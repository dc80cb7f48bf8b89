package models

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
)

// MachineMemory reads how much memory the machine has and has free now.
func MachineMemory() Memory {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return Memory{}
	}
	return parseMemory(data)
}

func parseMemory(meminfo []byte) (m Memory) {
	lines := bufio.NewScanner(bytes.NewReader(meminfo))
	for lines.Scan() {
		var name string
		var kib int64
		if n, _ := fmt.Sscanf(lines.Text(), "%s %d kB", &name, &kib); n != 2 {
			continue
		}
		switch name {
		case "MemTotal:":
			m.Total = kib << 10
		case "MemAvailable:":
			m.Free = kib << 10
		}
	}
	return m
}
