//go:build !linux

package cli_test

import (
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

var signals = map[string]os.Signal{"TERM": os.Interrupt, "INT": os.Interrupt, "KILL": os.Kill}

func mountTmpfs(ts *testscript.TestScript, neg bool, args []string) {
	ts.Fatalf("small file systems are mounted on Linux only")
}

func remountTmpfs(ts *testscript.TestScript, neg bool, args []string) {
	ts.Fatalf("small file systems are mounted on Linux only")
}
