package engine

import (
	"os"

	"golang.org/x/sys/windows"
)

// takeStdout keeps standard output for the protocol and gives everybody who
// asks for it later standard error.
func takeStdout() (*os.File, error) {
	out := os.Stdout
	if err := windows.SetStdHandle(windows.STD_OUTPUT_HANDLE, windows.Handle(os.Stderr.Fd())); err != nil {
		return nil, err
	}
	os.Stdout = os.Stderr
	return out, nil
}
