package porter

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// reach starts a porter and tries to open its memory, as an ordinary user.
func reach() int {
	client, err := Start(context.Background(), Config{Command: []string{"/proc/self/exe", "porter"}, Audit: "unused"})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer client.Close()
	_, err = os.OpenFile(fmt.Sprintf("/proc/%d/mem", client.PID()), os.O_RDWR, 0)
	fmt.Println(err)
	return 0
}

func TestPorterCannotBeReachedInto(t *testing.T) {
	cmd := exec.Command("/proc/self/exe", "reach")
	if os.Geteuid() == 0 { // root may reach into every process
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "permission denied") {
		t.Errorf("opening the porter's memory gave %q, %v", out, err)
	}
}
