package lock

import (
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A seccomp filter sees struct seccomp_data (linux/seccomp.h): the call's
// number, the table it is from, and its six arguments as 64-bit words.
const (
	offsetNumber = 0
	offsetTable  = 4
	offsetArgs   = 16
)

// The filter is our own and not github.com/elastic/go-seccomp-bpf, because that
// one lets every call of a foreign table through to the default action: with a
// filter that names what it refuses, `int $0x80` opens sockets (tried with
// v1.6.0). Here a foreign table is refused as a whole.

// refusal is a group of system calls and the kernel's answer to them.
type refusal struct {
	errno unix.Errno
	calls []uint32
}

// everyRole is refused in all of Carrel: io_uring makes sockets without a
// system call for each; the others reach into another process of the same user,
// which may have a network, or take an open socket from it.
var everyRole = []refusal{
	{unix.ENOSYS, []uint32{unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER}},
	{unix.EPERM, []uint32{unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_GETFD}},
}

// outward is refused besides where a socket could be turned to another machine.
// The kernel lets a process dissolve a listening or accepted TCP socket
// (connect to AF_UNSPEC), bind it to any address and connect it anew (tried: it
// works), so that a process that keeps one must not connect at all.
var outward = refusal{unix.EPERM, []uint32{unix.SYS_CONNECT}}

// messageFlags is the argument that holds the MSG_ flags, by call. MSG_FASTOPEN
// is a connect in disguise.
var messageFlags = []struct {
	call     uint32
	argument uint32
}{
	{unix.SYS_SENDTO, 3}, {unix.SYS_SENDMSG, 2}, {unix.SYS_SENDMMSG, 3},
}

// programs are refused where untrusted bytes are parsed. The recogniser becomes
// one; Landlock says which.
var programs = refusal{unix.EPERM, []uint32{unix.SYS_EXECVE, unix.SYS_EXECVEAT}}

// bytesOfOthers is refused besides where untrusted bytes are parsed: starting
// processes, changing what the process sees of the system, and the kernel's
// rarely used corners, where its holes have been.
var bytesOfOthers = []refusal{
	{unix.EPERM, append([]uint32{
		unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_CHROOT, unix.SYS_PIVOT_ROOT,
		unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE, unix.SYS_FSOPEN, unix.SYS_MOUNT_SETATTR,
		unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD,
		unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL,
		unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_REBOOT, unix.SYS_SWAPON,
		unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_ACCT, unix.SYS_QUOTACTL,
	}, forkCalls...)},
	// A filter can't look into clone3's argument, which lies in memory. C
	// libraries fall back to clone when there is no clone3.
	{unix.ENOSYS, []uint32{unix.SYS_CLONE3}},
}

// families are the kinds of socket that a role may still make. The list says
// what is allowed and not what is refused: Linux has over forty families, and
// several beside AF_INET reach other machines (AF_SMC, AF_RDS, AF_TIPC,
// AF_XDP, AF_BLUETOOTH, AF_CAN).
func families(role Role) []uint32 {
	if role == Core {
		// AF_UNIX: the display, D-Bus, Carrel's own control socket.
		return []uint32{unix.AF_UNIX}
	}
	return nil
}

// program is the role's filter. A process that is serving keeps internet sockets
// that it opened before.
func program(role Role, serving bool) []bpf.Instruction {
	p := []bpf.Instruction{
		bpf.LoadAbsolute{Off: offsetTable, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: auditArch, SkipTrue: 1},
		answer(unix.ENOSYS),
		bpf.LoadAbsolute{Off: offsetNumber, Size: 4},
	}
	if x32Calls != 0 {
		p = append(p,
			bpf.JumpIf{Cond: bpf.JumpLessThan, Val: x32Calls, SkipTrue: 1},
			answer(unix.ENOSYS))
	}
	for _, r := range everyRole {
		p = refuse(p, r)
	}
	p = allowArgument(p, unix.SYS_SOCKET, families(role), unix.EAFNOSUPPORT)
	// A pair is connected to itself for good, so that AF_UNIX can't leave the process.
	p = allowArgument(p, unix.SYS_SOCKETPAIR, []uint32{unix.AF_UNIX}, unix.EAFNOSUPPORT)
	if serving || role != Core {
		p = refuse(p, outward)
		for _, m := range messageFlags {
			p = append(p,
				bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: m.call, SkipTrue: 4},
				bpf.LoadAbsolute{Off: offsetArgs + 8*m.argument, Size: 4},
				bpf.JumpIf{Cond: bpf.JumpBitsNotSet, Val: unix.MSG_FASTOPEN, SkipTrue: 1},
				answer(unix.EPERM),
				bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
		}
	}
	if role != Core {
		if role != Recogniser {
			p = refuse(p, programs)
		}
		for _, r := range bytesOfOthers {
			p = refuse(p, r)
		}
		p = append(p,
			bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.SYS_CLONE, SkipTrue: 3},
			bpf.LoadAbsolute{Off: offsetArgs, Size: 4},
			bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.CLONE_THREAD, SkipTrue: 1},
			answer(unix.EPERM))
	}
	return append(p, bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
}

// refuse appends the answer to a group of calls. It expects the number of the
// call to be loaded, and leaves it so.
func refuse(p []bpf.Instruction, r refusal) []bpf.Instruction {
	for _, call := range r.calls {
		p = append(p,
			bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: call, SkipTrue: 1},
			answer(r.errno))
	}
	return p
}

// allowArgument appends a block that lets a call through only if its first
// argument is one of the values. The kernel takes that argument as an int, so
// that its low half alone decides (both processors are little-endian).
func allowArgument(p []bpf.Instruction, call uint32, values []uint32, errno unix.Errno) []bpf.Instruction {
	block := []bpf.Instruction{bpf.LoadAbsolute{Off: offsetArgs, Size: 4}}
	for _, v := range values {
		block = append(block,
			bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: v, SkipTrue: 1},
			bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
	}
	block = append(block, answer(errno))
	p = append(p, bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: call, SkipTrue: uint8(len(block))})
	return append(p, block...)
}

func answer(errno unix.Errno) bpf.Instruction {
	return bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(errno)}
}
