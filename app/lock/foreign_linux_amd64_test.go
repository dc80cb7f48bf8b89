package lock

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// oldTable is a program that calls socket(AF_INET, SOCK_STREAM, 0) through the
// 32-bit system call table and ends with the errno as its status.
var oldTable = []byte{
	0xb8, 0x67, 0x01, 0x00, 0x00, // mov eax, 359 (socket)
	0xbb, 0x02, 0x00, 0x00, 0x00, // mov ebx, AF_INET
	0xb9, 0x01, 0x00, 0x00, 0x00, // mov ecx, SOCK_STREAM
	0x31, 0xd2, // xor edx, edx
	0xcd, 0x80, // int 0x80
	0xf7, 0xd8, // neg eax
	0x31, 0xff, // xor edi, edi
	0x85, 0xc0, // test eax, eax
	0x0f, 0x49, 0xf8, // cmovns edi, eax
	0xb8, 0x3c, 0x00, 0x00, 0x00, // mov eax, 60 (exit)
	0x0f, 0x05, // syscall
}

// writeELF writes the smallest 64-bit program that runs code.
func writeELF(t *testing.T, code []byte) string {
	t.Helper()
	const base, headers = 0x400000, 64 + 56
	var b bytes.Buffer
	b.WriteString("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	for _, field := range []any{
		uint16(2), uint16(62), uint32(1), // an executable for x86-64
		uint64(base + headers), uint64(64), uint64(0), // entry, program headers, no sections
		uint32(0), uint16(64), uint16(56), uint16(1), uint16(0), uint16(0), uint16(0),
		uint32(1), uint32(5), uint64(0), uint64(base), uint64(base), // load it readable and executable
		uint64(headers + len(code)), uint64(headers + len(code)), uint64(0x1000),
	} {
		if err := binary.Write(&b, binary.LittleEndian, field); err != nil {
			t.Fatal(err)
		}
	}
	b.Write(code)
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, b.Bytes(), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOldSystemCallTableIsRefused(t *testing.T) {
	path := writeELF(t, oldTable)
	if err := exec.Command(path).Run(); err != nil {
		t.Skipf("this kernel has no 32-bit system calls: %v", err)
	}
	cmd := exec.Command("/proc/self/exe", "scenario", "run", path)
	err := cmd.Run()
	const enosys = 38
	if cmd.ProcessState.ExitCode() != enosys {
		t.Errorf("int 0x80 under the lock: %v, want exit status %d (ENOSYS)", err, enosys)
	}
}
