package libffi

import (
	"fmt"
	_ "unsafe" // for go:linkname

	"github.com/ebitengine/purego"
)

// library is the name that github.com/jupiterrider/ffi v0.7.0 opens on Linux.
const library = "libffi.so.8"

//go:linkname dlopen github.com/ebitengine/purego.fnDlopen
var dlopen func(path string, mode int) uintptr

//go:linkname dlsym github.com/ebitengine/purego.fnDlsym
var dlsym func(handle uintptr, name string) uintptr

// nowhere stands for the library and for every function in it; nothing may be
// called there.
const nowhere = ^uintptr(0)

func init() {
	if _, err := purego.Dlopen(library, purego.RTLD_LAZY); err == nil {
		return
	} else {
		missing = fmt.Errorf("the system library %s cannot be opened (%v). Install it (on Debian and Ubuntu: apt install libffi8; on Fedora: dnf install libffi) and start Carrel again", library, err)
	}
	open, symbol := dlopen, dlsym
	dlopen = func(path string, mode int) uintptr {
		if path == library {
			return nowhere
		}
		return open(path, mode)
	}
	dlsym = func(handle uintptr, name string) uintptr {
		if handle == nowhere {
			return nowhere
		}
		return symbol(handle, name)
	}
}
