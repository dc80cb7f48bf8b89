package lock

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

func features() FeatureSet {
	f := FeatureSet{
		System:         runtime.GOOS + "/" + runtime.GOARCH,
		Seccomp:        auditArch != 0 && seccompAvailable(),
		LandlockABI:    landlockABI(),
		UserNamespaces: userNamespaces(),
	}
	var name unix.Utsname
	if err := unix.Uname(&name); err == nil {
		release, _, _ := bytes.Cut(name.Release[:], []byte{0})
		f.Kernel = string(release)
	}
	switch {
	case auditArch == 0:
		f.Text = "Carrel's lock has not been written for this processor: it can't run here."
	case !f.Seccomp:
		f.Text = "This kernel can't lock the network away (it has no seccomp filters for all threads; Linux 3.17 has)."
	case f.LandlockABI == 0:
		f.Text = "The kernel locks the network away. Files are kept from the engine and the reader by the app only (no Landlock)."
	default:
		f.Text = fmt.Sprintf("The kernel locks the network away, and files from the engine and the reader (Landlock %d).", f.LandlockABI)
	}
	return f
}

// userNamespaces reads the switches that distributions have for them.
func userNamespaces() bool {
	for path, off := range map[string]string{
		"/proc/sys/user/max_user_namespaces":                     "0",
		"/proc/sys/kernel/unprivileged_userns_clone":             "0",
		"/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1",
	} {
		value, err := os.ReadFile(path)
		if err != nil && strings.Contains(path, "max_user") {
			return false // the kernel was built without
		}
		if err == nil && strings.TrimSpace(string(value)) == off {
			return false
		}
	}
	return true
}
