package pgtest

import "syscall"

// endsWithUs has the server end when the tests are killed.
func endsWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT} }
