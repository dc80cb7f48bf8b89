package measure

import (
	"os/exec"
	"testing"
	"time"
)

// A child that has ended and was not waited for has no name, and no memory that
// would be told under one.
func TestProcessNameOfEnded(t *testing.T) {
	child := exec.Command("true")
	if err := child.Start(); err != nil {
		t.Skip(err)
	}
	defer child.Wait()
	for range 500 {
		if name := processName(child.Process.Pid); name == "" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("a child that has ended is called %q", processName(child.Process.Pid))
}
