//go:build unix

package ocr

import (
	"fmt"
	"syscall"
)

// idlePriority lets everything else have the processor first.
const idlePriority = 15

// become replaces this process by another program.
func become(argv, env []string) (int, error) {
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, idlePriority) // a courtesy
	return 1, fmt.Errorf("start %s: %w", argv[0], syscall.Exec(argv[0], argv, env))
}
