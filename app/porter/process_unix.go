//go:build unix

package porter

import "syscall"

// detached starts a browser in a session of its own, so that no signal meant
// for Carrel reaches it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// apart starts the porter in a process group of its own: Ctrl+C in a terminal
// is for the core, which then closes the porter, and needs it until then.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
