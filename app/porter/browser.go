package porter

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// startTime is how long a browser has to fail. A program that opens links
// either ends at once, having told a running browser, or becomes the browser
// and stays; one that fails says so well within this time.
const startTime = 2 * time.Second

// openInBrowser hands a checked link to the user's browser or mail program, as
// an argument of its own and never through a shell.
func openInBrowser(ctx context.Context, link Link) error {
	argv := browserCommand()
	if argv == nil {
		return &Error{CodeNoBrowser, "There is no browser here that Carrel could open the link in. Copy the link to open it elsewhere."}
	}
	cmd := exec.Command(argv[0], append(argv[1:], link.URL)...)
	// The browser outlives the porter and has none of its files: its standard
	// input, output and error are the null device.
	cmd.SysProcAttr = detached()
	if err := cmd.Start(); err != nil {
		return browserFailed(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			return browserFailed(err)
		}
	case <-time.After(startTime):
	case <-ctx.Done():
	}
	return nil
}

func browserFailed(err error) error {
	return &Error{CodeNoBrowser, fmt.Sprintf("The browser couldn't be started (%s). Copy the link to open it elsewhere.", strings.TrimSpace(err.Error()))}
}
