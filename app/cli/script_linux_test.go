package cli_test

import (
	"os"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

var signals = map[string]os.Signal{"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "KILL": syscall.SIGKILL}

// mountTmpfs mounts a small file system: tmpfs DIR SIZE.
func mountTmpfs(ts *testscript.TestScript, neg bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	if err := syscall.Mount("carrel-test", dir, "tmpfs", 0, "size="+args[1]); err != nil {
		ts.Logf("no file system can be mounted here: %v", err)
		ts.Fatalf("mount: %v", err)
	}
	ts.Defer(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// remountTmpfs makes a file system of mountTmpfs "ro" or "rw".
func remountTmpfs(ts *testscript.TestScript, neg bool, args []string) {
	flags := uintptr(syscall.MS_REMOUNT)
	if args[1] == "ro" {
		flags |= syscall.MS_RDONLY
	}
	ts.Check(syscall.Mount("carrel-test", ts.MkAbs(args[0]), "tmpfs", flags, ""))
}
