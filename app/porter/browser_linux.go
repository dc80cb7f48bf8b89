package porter

import (
	"os"
	"os/exec"
)

// browserCommand is what opens a link here, nil if nothing does.
func browserCommand() []string {
	// Without a display xdg-open would start a text browser on no terminal.
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return nil
	}
	for _, argv := range [][]string{{"xdg-open"}, {"gio", "open"}, {"x-www-browser"}} {
		if path, err := exec.LookPath(argv[0]); err == nil {
			return append([]string{path}, argv[1:]...)
		}
	}
	return nil
}
