package app

import (
	"runtime"
	"testing"

	"github.com/adrg/xdg"
)

// Without a home folder nothing is written to the root of the disk.
func TestFoldersWithoutHome(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows knows the home folder by itself")
	}
	t.Cleanup(xdg.Reload) // after HOME is back
	t.Setenv("HOME", "")
	t.Setenv(HomeVar, "")
	xdg.Reload()
	if f, err := FindFolders(""); !isCode(err, CodeBadRequest) {
		t.Errorf("folders %+v, error %v; want a refusal", f, err)
	}
	if _, err := FindFolders(t.TempDir()); err != nil {
		t.Error(err)
	}
}
