package lock

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// apply takes things away in the order in which each still permits the next:
// files (which starts the program anew), limits, then system calls.
func apply(role Role, options Options) (Status, error) {
	if auditArch == 0 {
		return Status{}, fmt.Errorf("Carrel's lock has not been written for this processor (%s)", runtime.GOARCH)
	}
	status := Status{Role: role, State: StateKernel, Text: "Offline lock on. Carrel can't use the network."}
	serving := false
	switch role {
	case Core:
		var err error
		if serving, err = keepsInternetSocket(); err != nil {
			return Status{}, err
		}
		if serving {
			status.Notes = []string{"This process answers the connections to the address it listens on, and can't make any, not even to other programs on this computer."}
		}
	default:
		abi, err := restrictFiles(role, options)
		if err != nil {
			return Status{}, err
		}
		status.Files = "kernel"
		if abi == 0 {
			status.Files = "app"
		}
		status.Notes = landlockNotes(role, abi)
		if err := limit(role, options); err != nil {
			return Status{}, err
		}
	}
	if err := install(program(role, serving)); err != nil {
		return Status{}, err
	}
	if !Refused(attemptsFrom("process")) {
		return Status{}, errors.New("the kernel accepted the lock, but still opens internet sockets")
	}
	return status, nil
}

// keepsInternetSocket reports whether an internet socket is open: a server's
// listener, or one that the starting program left open.
func keepsInternetSocket() (bool, error) {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return false, fmt.Errorf("look for open sockets: %w", err)
	}
	for _, entry := range entries {
		fd, err := strconv.Atoi(entry.Name())
		if err != nil {
			return false, fmt.Errorf("look for open sockets: %w", err)
		}
		family, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
		if err == nil && family != unix.AF_UNIX && family != unix.AF_NETLINK {
			return true, nil
		}
	}
	return false, nil
}

// landlockNotes says what a kernel with this version of Landlock can't enforce.
func landlockNotes(role Role, abi int) []string {
	switch {
	case abi == 0 && role == Recogniser:
		return []string{"Files are kept from this process by the app only, and it may become any other program, though one without sockets: this kernel has no Landlock (Linux 5.13), or it is switched off."}
	case abi == 0:
		return []string{"Files are kept from this process by the app only: this kernel has no Landlock (Linux 5.13), or it is switched off."}
	case abi < 3:
		return []string{"This kernel can't keep the process from emptying files it may not write to (Linux 6.2 can)."}
	case abi < 6:
		return []string{"This kernel can't keep the process from signalling other programs (Linux 6.12 can)."}
	}
	return nil
}
