//go:build !linux

package weaviatetest

import (
	"os"
	"os/exec"
	"testing"
)

// Main is the TestMain of tests that start clusters.
func Main(m *testing.M) { os.Exit(m.Run()) }

// Apart is Main for a single test.
func Apart(*testing.T) bool { return false }

func mountDisk(t testing.TB, _ string, _ int64) {
	t.Helper()
	t.Skip("only Linux lets tests have a disk of their own")
}

func endWithParent(*exec.Cmd) {}
