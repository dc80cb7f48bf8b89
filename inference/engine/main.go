package engine

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"carrel/inference/llama"
	"carrel/inference/models"
)

// Exit codes of Main.
const (
	exitOK       = 0
	exitUsage    = 2
	exitProtocol = 3 // the other end speaks another version, or garbage
	exitLibrary  = 4 // llama.cpp cannot be used
)

// Main is `carrel engine`. Its arguments are packs for graphics processors, as in
// "--pack vulkan", which are loaded in their order. It returns the exit code.
func Main(args []string) int {
	var packs []string
	for ; len(args) > 1 && args[0] == "--pack"; args = args[2:] {
		packs = append(packs, args[1])
	}
	if len(args) > 0 {
		fmt.Fprintln(os.Stderr, "carrel engine takes no arguments of yours: Carrel itself starts it and talks to it through a pipe.")
		return exitUsage
	}
	out, err := takeStdout()
	if err != nil {
		fmt.Fprintln(os.Stderr, "carrel engine: taking over standard output:", err)
		return exitProtocol
	}
	return serve(os.Stdin, out, func() (Backend, error) { return openPacks(packs) })
}

func openNative() (Backend, error) { return openPacks(nil) }

func openPacks(packs []string) (Backend, error) {
	dir, err := models.ResourceDir()
	if err != nil {
		return nil, libraryMissing(err)
	}
	var folders []string
	for _, name := range packs {
		pack, ok := models.FindPack(dir, name)
		if !ok {
			return nil, libraryMissing(fmt.Errorf("there is no pack %q for graphics processors in %s", name, dir))
		}
		folders = append(folders, pack.Dir)
	}
	library, err := llama.Open(filepath.Join(dir, "engine"), folders...)
	if err != nil {
		return nil, err
	}
	return newNative(library, newONNXRuntime(dir)), nil
}

// serve answers in's frames on out until in ends.
func serve(in io.Reader, out io.Writer, open func() (Backend, error)) int {
	s := &server{out: out, adapterTime: adapterTime}
	if code := s.greet(in, open); code != exitOK {
		return code
	}
	go s.keep()
	code := s.loop(in)
	written := make(chan struct{})
	go func() {
		s.writing.Wait()
		close(written)
	}()
	select {
	case <-written:
	case <-time.After(writeTime):
	}
	return code
}

// writeTime is how long the end waits for what is being kept on disk; the client
// gives the engine two seconds.
const writeTime = time.Second
