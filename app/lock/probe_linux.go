package lock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// probeChild makes a start of any program of Carrel's a probe that prints its
// attempts and ends.
const probeChild = "CARREL_LOCK_PROBE"

// The child has to be a program that tries, and the only one that is surely
// there is the running one. An init function sees to it before any main does,
// in the console, the window and test binaries alike.
func init() {
	if os.Getenv(probeChild) == "" {
		return
	}
	if err := json.NewEncoder(os.Stdout).Encode(attemptsFrom("child")); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// escape is one way to the network.
type escape struct {
	name string
	try  func() error
}

func socket(family, kind int) func() error {
	return func() error {
		fd, err := unix.Socket(family, kind|unix.SOCK_CLOEXEC, 0)
		if err == nil {
			unix.Close(fd)
		}
		return err
	}
}

func escapes() []escape {
	list := []escape{
		{"socket(AF_INET, SOCK_STREAM)", socket(unix.AF_INET, unix.SOCK_STREAM)},
		{"socket(AF_INET, SOCK_DGRAM)", socket(unix.AF_INET, unix.SOCK_DGRAM)},
		{"socket(AF_INET6, SOCK_STREAM)", socket(unix.AF_INET6, unix.SOCK_STREAM)},
		{"socket(AF_INET6, SOCK_DGRAM)", socket(unix.AF_INET6, unix.SOCK_DGRAM)},
		{"socket(AF_PACKET, SOCK_RAW)", socket(unix.AF_PACKET, unix.SOCK_RAW)},
		{"socket(AF_VSOCK, SOCK_STREAM)", socket(unix.AF_VSOCK, unix.SOCK_STREAM)},
		{"io_uring_setup", func() error {
			var params [120]byte // struct io_uring_params
			fd, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 1, uintptr(unsafe.Pointer(&params)), 0)
			if errno == 0 {
				unix.Close(int(fd))
				return nil
			}
			return errno
		}},
	}
	if x32Calls != 0 {
		list = append(list, escape{"socket(AF_INET, SOCK_STREAM) of x32", func() error {
			fd, _, errno := unix.Syscall(x32Calls|unix.SYS_SOCKET, unix.AF_INET, unix.SOCK_STREAM, 0)
			if errno == 0 {
				unix.Close(int(fd))
				return nil
			}
			return errno
		}})
	}
	return list
}

// attemptsFrom tries every escape on the calling thread.
func attemptsFrom(from string) []Attempt {
	list := escapes()
	attempts := make([]Attempt, len(list))
	for i, e := range list {
		attempts[i] = attempt(e.name, from, e.try())
	}
	return attempts
}

// attempt describes the outcome of one escape. Any error means that there is no
// socket; the errno tells the lock's refusal from another reason.
func attempt(name, from string, err error) Attempt {
	a := Attempt{Syscall: name, From: from, Refused: err != nil}
	var errno unix.Errno
	switch {
	case err == nil:
		a.Text = "Not refused: the kernel opened it."
	case errors.As(err, &errno):
		a.Errno = unix.ErrnoName(errno)
		a.Text = fmt.Sprintf("Refused by the kernel (%s).", errno.Error())
	default:
		a.Text = fmt.Sprintf("Refused (%s).", err)
	}
	return a
}

func probe() []Attempt {
	attempts := attemptsFrom("process")
	attempts = append(attempts, fromThread()...)
	return append(attempts, fromChild()...)
}

// fromThread tries on a thread other than the caller's.
func fromThread() []Attempt {
	runtime.LockOSThread() // so that the other goroutine can't run on this one
	defer runtime.UnlockOSThread()
	result := make(chan []Attempt)
	go func() {
		runtime.LockOSThread() // not unlocked: the thread ends with its goroutine
		result <- attemptsFrom("thread")
	}()
	return <-result
}

// fromChild tries in a new process. A role that may start none is refused by
// that alone.
func fromChild() []Attempt {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/proc/self/exe")
	cmd.Env = append(os.Environ(), probeChild+"=1")
	out, err := cmd.Output()
	if err != nil {
		if !errors.Is(err, unix.EPERM) {
			return []Attempt{{Syscall: "execve", From: "child", Text: fmt.Sprintf("Not known: no child process answered (%s).", err)}}
		}
		return []Attempt{attempt("execve", "child", err)}
	}
	var attempts []Attempt
	if err := json.Unmarshal(out, &attempts); err != nil || len(attempts) == 0 {
		return []Attempt{{Syscall: "execve", From: "child", Text: "Not known: the child process answered nothing that can be read."}}
	}
	return attempts
}
