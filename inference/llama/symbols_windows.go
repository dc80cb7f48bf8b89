package llama

import "syscall"

// loadedVersion is not asked on Windows; the structs are checked everywhere.
func loadedVersion(string) string { return "" }

// tryLibrary: see symbols_unix.go.
func tryLibrary(path string) error {
	_, err := syscall.LoadLibrary(path)
	return err
}

// abortTest: see symbols_unix.go.
func abortTest() uintptr {
	strlen := syscall.NewLazyDLL("msvcrt.dll").NewProc("strlen")
	if strlen.Find() != nil {
		return 0
	}
	return strlen.Addr()
}

func cpuVariant() string { return "" }
