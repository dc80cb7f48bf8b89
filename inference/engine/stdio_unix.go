//go:build unix

package engine

import (
	"os"

	"golang.org/x/sys/unix"
)

// takeStdout moves standard output elsewhere for the protocol and points the
// original at standard error: what llama.cpp or a driver prints must not land
// among the frames.
func takeStdout() (*os.File, error) {
	fd, err := unix.Dup(1)
	if err != nil {
		return nil, err
	}
	unix.CloseOnExec(fd)
	if err := dup2(2, 1); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "protocol"), nil
}
