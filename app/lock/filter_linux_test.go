package lock

import (
	"encoding/binary"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// verdict runs a role's filter on one system call, as the kernel would.
func verdict(t *testing.T, role Role, serving bool, table, number uint32, args ...uint64) uint32 {
	t.Helper()
	vm, err := bpf.NewVM(program(role, serving))
	if err != nil {
		t.Fatal(err)
	}
	// bpf.VM reads words in network order and the kernel's own in the
	// processor's, so that the low half of an argument is written first.
	data := make([]byte, 64)
	binary.BigEndian.PutUint32(data[offsetNumber:], number)
	binary.BigEndian.PutUint32(data[offsetTable:], table)
	for i, a := range args {
		binary.BigEndian.PutUint32(data[offsetArgs+8*i:], uint32(a))
		binary.BigEndian.PutUint32(data[offsetArgs+8*i+4:], uint32(a>>32))
	}
	answer, err := vm.Run(data)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(answer)
}

func TestFilter(t *testing.T) {
	const allow = unix.SECCOMP_RET_ALLOW
	no := func(errno unix.Errno) uint32 { return unix.SECCOMP_RET_ERRNO | uint32(errno) }
	for _, c := range []struct {
		name            string
		number          uint32
		args            []uint64
		core, children  uint32 // children: engine, reader, compiler and, but for programs, recogniser
		programs        bool   // a start of a program, which the recogniser may do
		servingIfOther  uint32 // the core's answer while it keeps an internet socket
		differsAsServer bool
	}{
		{name: "read", number: unix.SYS_READ, core: allow, children: allow},
		{name: "socket AF_UNIX", number: unix.SYS_SOCKET, args: []uint64{unix.AF_UNIX}, core: allow, children: no(unix.EAFNOSUPPORT)},
		{name: "socket AF_INET", number: unix.SYS_SOCKET, args: []uint64{unix.AF_INET}, core: no(unix.EAFNOSUPPORT), children: no(unix.EAFNOSUPPORT)},
		// The kernel drops the high half: a filter that compared 64 bits could be fooled.
		{name: "socket AF_INET with a high half", number: unix.SYS_SOCKET, args: []uint64{1<<32 | unix.AF_INET}, core: no(unix.EAFNOSUPPORT), children: no(unix.EAFNOSUPPORT)},
		{name: "socketpair AF_UNIX", number: unix.SYS_SOCKETPAIR, args: []uint64{unix.AF_UNIX}, core: allow, children: allow},
		{name: "socketpair AF_TIPC", number: unix.SYS_SOCKETPAIR, args: []uint64{unix.AF_TIPC}, core: no(unix.EAFNOSUPPORT), children: no(unix.EAFNOSUPPORT)},
		{name: "io_uring_enter", number: unix.SYS_IO_URING_ENTER, core: no(unix.ENOSYS), children: no(unix.ENOSYS)},
		{name: "pidfd_getfd", number: unix.SYS_PIDFD_GETFD, core: no(unix.EPERM), children: no(unix.EPERM)},
		{name: "connect", number: unix.SYS_CONNECT, core: allow, children: no(unix.EPERM), servingIfOther: no(unix.EPERM), differsAsServer: true},
		{name: "sendto", number: unix.SYS_SENDTO, args: []uint64{3, 0, 0, unix.MSG_NOSIGNAL}, core: allow, children: allow},
		{name: "sendto with fast open", number: unix.SYS_SENDTO, args: []uint64{3, 0, 0, unix.MSG_FASTOPEN | unix.MSG_NOSIGNAL}, core: allow, children: no(unix.EPERM), servingIfOther: no(unix.EPERM), differsAsServer: true},
		{name: "sendmsg with fast open", number: unix.SYS_SENDMSG, args: []uint64{3, 0, unix.MSG_FASTOPEN}, core: allow, children: no(unix.EPERM), servingIfOther: no(unix.EPERM), differsAsServer: true},
		{name: "sendmmsg with fast open", number: unix.SYS_SENDMMSG, args: []uint64{3, 0, 1, unix.MSG_FASTOPEN}, core: allow, children: no(unix.EPERM), servingIfOther: no(unix.EPERM), differsAsServer: true},
		{name: "execve", number: unix.SYS_EXECVE, core: allow, children: no(unix.EPERM), programs: true},
		{name: "clone of a thread", number: unix.SYS_CLONE, args: []uint64{unix.CLONE_VM | unix.CLONE_THREAD}, core: allow, children: allow},
		{name: "clone of a process", number: unix.SYS_CLONE, args: []uint64{unix.CLONE_VM | unix.CLONE_VFORK}, core: allow, children: no(unix.EPERM)},
		{name: "clone3", number: unix.SYS_CLONE3, core: allow, children: no(unix.ENOSYS)},
	} {
		asServer := c.core
		if c.differsAsServer {
			asServer = c.servingIfOther
		}
		recogniser := c.children
		if c.programs {
			recogniser = allow
		}
		for _, v := range []struct {
			role    Role
			serving bool
			want    uint32
		}{{Core, false, c.core}, {Core, true, asServer}, {Engine, false, c.children}, {Reader, false, c.children}, {Compiler, false, c.children}, {Recogniser, false, recogniser}} {
			if got := verdict(t, v.role, v.serving, auditArch, c.number, c.args...); got != v.want {
				t.Errorf("%s, %s (serving %v): %#x, want %#x", c.name, v.role, v.serving, got, v.want)
			}
			if got := verdict(t, v.role, v.serving, unix.AUDIT_ARCH_I386, c.number, c.args...); got != no(unix.ENOSYS) {
				t.Errorf("%s of the 32-bit table, %s: %#x, want ENOSYS", c.name, v.role, got)
			}
			if x32Calls == 0 {
				continue
			}
			if got := verdict(t, v.role, v.serving, auditArch, x32Calls|c.number, c.args...); got != no(unix.ENOSYS) {
				t.Errorf("%s of the x32 table, %s: %#x, want ENOSYS", c.name, v.role, got)
			}
		}
	}
}

// Every family beside AF_UNIX is refused, those that don't exist yet included.
func TestFilterRefusesAllOtherFamilies(t *testing.T) {
	for family := range uint64(256) {
		want := uint32(unix.SECCOMP_RET_ERRNO | uint32(unix.EAFNOSUPPORT))
		if family == unix.AF_UNIX {
			want = unix.SECCOMP_RET_ALLOW
		}
		if got := verdict(t, Core, false, auditArch, unix.SYS_SOCKET, family); got != want {
			t.Errorf("family %d: %#x, want %#x", family, got, want)
		}
	}
}
