package llama

import "syscall"

// loadedVersion is not asked on Windows; the structs are checked everywhere.
func loadedVersion(string) string { return "" }

// abortTest: see symbols_unix.go.
func abortTest() uintptr {
	strlen := syscall.NewLazyDLL("msvcrt.dll").NewProc("strlen")
	if strlen.Find() != nil {
		return 0
	}
	return strlen.Addr()
}

func cpuVariant() string { return "" }
