package weaviatetest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// apart is set in a test program that runs in a network of its own.
const apart = "CARREL_TEST_APART"

// Main is the TestMain of tests that start clusters. Weaviate listens on every
// interface with some of its ports, whatever it is told. So the tests run in a
// network namespace that has loopback alone: nobody can reach the servers, and
// they can reach nobody. What they mount nobody else sees either. Where the kernel does not allow one they run without.
func Main(m *testing.M) {
	switch {
	case os.Getenv(Binary) == "":
	case os.Getenv(apart) != "":
		if err := loopbackUp(); err != nil {
			panic(err)
		}
	default:
		if code, done := again(os.Args[1:]); done {
			os.Exit(code)
		}
	}
	os.Exit(m.Run())
}

// Apart is Main for a single test of a program whose other tests need none of
// this. It runs the test again, and reports whether it did: then that was all.
func Apart(t *testing.T) bool {
	t.Helper()
	switch {
	case os.Getenv(Binary) == "":
		return false
	case os.Getenv(apart) != "":
		if err := loopbackUp(); err != nil {
			t.Fatal(err)
		}
		return false
	}
	code, done := again([]string{"-test.run=^" + t.Name() + "$", "-test.v"})
	if done && code != 0 {
		t.Errorf("it ended with %d", code)
	}
	return done
}

// again runs this test program in a network of its own; not done says that this
// is not possible here.
func again(args []string) (code int, done bool) {
	runtime.LockOSThread() // which must live as long as the child, see Pdeathsig
	defer runtime.UnlockOSThread()
	self, err := os.Executable()
	if err != nil {
		return 0, false
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), apart+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	one := func(id int) []syscall.SysProcIDMap {
		return []syscall.SysProcIDMap{{ContainerID: id, HostID: id, Size: 1}}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWNS,
		UidMappings: one(os.Getuid()), GidMappings: one(os.Getgid()),
		Pdeathsig: syscall.SIGKILL,
	}
	if err := cmd.Start(); err != nil {
		return 0, false
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 1, true
	}
	return cmd.ProcessState.ExitCode(), true
}

func loopbackUp() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request)
}

// mountDisk gives a folder a disk of its own, in the tests' own view of the file system.
func mountDisk(t testing.TB, folder string, size int64) {
	t.Helper()
	if os.Getenv(apart) == "" {
		t.Skip("this kernel does not let tests have a disk of their own")
	}
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		t.Skipf("this kernel does not let tests have a disk of their own: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(folder, 0); err != nil {
			t.Errorf("unmount %s: %v", folder, err)
		}
	})
}

// endWithParent has the kernel kill the server when the tests end, however they do.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
