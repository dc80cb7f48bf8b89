// Package testbinary gives tests the real console program: child processes
// must be what they are in use, not the test's own binary.
package testbinary

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Path gives the program that $CARREL_BIN names, which `make test` has built,
// or builds it. It sets CARREL_BIN and, where build/deps of this checkout has
// the engine, CARREL_RESOURCES for this process and its children. clean
// deletes what was built.
func Path() (path string, clean func(), err error) {
	root, err := checkout()
	if err != nil {
		return "", nil, err
	}
	deps := filepath.Join(root, "build", "deps")
	if _, err := os.Stat(filepath.Join(deps, "engine")); err == nil && os.Getenv("CARREL_RESOURCES") == "" {
		os.Setenv("CARREL_RESOURCES", deps)
	}
	if path := os.Getenv("CARREL_BIN"); path != "" {
		return path, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "carrel-test-")
	if err != nil {
		return "", nil, err
	}
	path = filepath.Join(dir, "carrel")
	build := exec.Command("go", "build", "-o", path, "carrel/app/cmd/carrel")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return "", nil, fmt.Errorf("build carrel: %w\n%s", err, out)
	}
	os.Setenv("CARREL_BIN", path)
	return path, func() { os.RemoveAll(dir) }, nil
}

// ShareCache makes home's cache one that all tests use: compiling the PDF
// parser takes seconds, once.
func ShareCache(home string) error {
	root, err := checkout()
	if err != nil {
		return err
	}
	shared := filepath.Join(root, "build", "cache", "test")
	if err := os.MkdirAll(shared, 0o700); err != nil {
		return err
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	return os.Symlink(shared, filepath.Join(home, "cache"))
}

// checkout is the folder of go.mod, over that of the package that is tested, in which tests
// run. Where this file lies is not told by a binary that was built with -trimpath.
func checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("no go.mod over %s", dir)
		}
	}
}
