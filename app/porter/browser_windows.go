package porter

import (
	"os"
	"path/filepath"
)

// browserCommand is what opens a link here, nil if nothing does. It is not
// `start`, which is the shell's.
func browserCommand() []string {
	root := os.Getenv("SystemRoot")
	if root == "" {
		return nil
	}
	return []string{filepath.Join(root, "System32", "rundll32.exe"), "url.dll,FileProtocolHandler"}
}
