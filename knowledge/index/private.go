package index

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
)

// keepPrivate makes the database's file where there is none, and has it be the
// person's alone: it holds their documents' words. The write-ahead log gets its
// mode (see Open).
func keepPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	tighten(path, path+"-wal", path+"-shm")
	return nil
}

// tighten takes files of the database away from others, where they are there.
func tighten(names ...string) {
	if runtime.GOOS == "windows" {
		return
	}
	for _, name := range names {
		// One that is not theirs to change, or on a disk without modes, stays as it is.
		if info, err := os.Stat(name); err == nil && info.Mode().Perm()&0o077 != 0 {
			os.Chmod(name, 0o600)
		}
	}
}
