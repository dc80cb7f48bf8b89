package measure

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ProcessMemory is the most memory that a process had resident. Where the
// system does not tell (other than Linux) there are none.
type ProcessMemory struct {
	Process   string `json:"process"` // "core", or a child's first argument: "reader", "engine"
	PeakBytes int64  `json:"peak_bytes"`
}

// memoryWatch looks at this process and its children twice a second: a child
// that has ended tells nothing any more. More often would be felt in what is
// measured: walking over /proc takes some 2 ms.
type memoryWatch struct {
	quit chan struct{}
	wait sync.WaitGroup
	once sync.Once
	peak map[string]int64
}

func watchMemory() *memoryWatch {
	m := &memoryWatch{quit: make(chan struct{}), peak: map[string]int64{}}
	m.wait.Go(func() {
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		for {
			m.look()
			select {
			case <-tick.C:
			case <-m.quit:
				m.look()
				return
			}
		}
	})
	return m
}

// stop ends the watch and returns what it saw, largest first.
func (m *memoryWatch) stop() []ProcessMemory {
	m.once.Do(func() { close(m.quit) })
	m.wait.Wait()
	var list []ProcessMemory
	for name, bytes := range m.peak {
		list = append(list, ProcessMemory{name, bytes})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].PeakBytes > list[j].PeakBytes })
	return list
}

func (m *memoryWatch) look() {
	m.note("core", os.Getpid())
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", os.Getpid()))
	for _, list := range lists {
		children, err := os.ReadFile(list)
		if err != nil {
			continue
		}
		for _, field := range strings.Fields(string(children)) {
			if pid, err := strconv.Atoi(field); err == nil {
				m.note(processName(pid), pid)
			}
		}
	}
}

func (m *memoryWatch) note(name string, pid int) {
	if peak := peakBytes(pid); name != "" && peak > m.peak[name] {
		m.peak[name] = peak
	}
}

// processName is the first argument of a child, which is its role; "" of one
// that is none.
func processName(pid int) string {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	arguments := bytes.Split(line, []byte{0})
	if len(arguments) > 1 && len(arguments[1]) > 0 {
		return string(arguments[1])
	}
	if len(arguments[0]) == 0 { // it has ended, or has not begun yet
		return ""
	}
	return filepath.Base(string(arguments[0]))
}

// forgetPeak begins the high-water mark of this process anew, at what it has
// resident now that it needs.
func forgetPeak() {
	debug.FreeOSMemory()
	// Where this is refused the mark stays higher than it would be.
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// peakBytes is the high-water mark of a process's resident memory, 0 if unknown.
func peakBytes(pid int) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		fields := strings.Fields(scanner.Text())
		if len(fields) == 3 && fields[0] == "VmHWM:" {
			kib, _ := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}
