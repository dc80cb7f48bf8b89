package engine

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"carrel/inference/models"
)

// diskKey is the hash of all that a state depends on beside the tokens: the model's
// file, the adapters, the libraries with the processor's variant, the devices and,
// where the system tells, their driver, and how the context is laid out. An error
// means that it is not known which file the model came from.
func (s *server) diskKey(v *volume, adapters string) ([32]byte, error) {
	if v.identity == "" {
		return [32]byte{}, errors.New("the model's file changed while it was loaded")
	}
	info := s.backend.Info()
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%q\n%s %s %q\n", v.identity, adapters, info.Library, info.Binding, info.Backends)
	for _, d := range info.Devices {
		fmt.Fprintf(h, "%s %q %q %d\n", d.Kind, d.Name, d.Description, d.MemoryTotal)
	}
	fmt.Fprintf(h, "%q\n%d tokens in %d streams %+v", driver(), v.Info().ContextTokens, len(v.seats), v.spec.Place)
	return [32]byte(h.Sum(nil)), nil
}

// driver is what a graphics driver in the kernel says of its version, "" where
// there is none, or it is not known where to ask.
func driver() string {
	if runtime.GOOS != "linux" {
		return ""
	}
	version, _ := os.ReadFile("/proc/driver/nvidia/version")
	return string(version)
}

// modelIdentity tells a model's files apart from others by their size and time and
// by samples of their content: to hash gigabytes takes longer than to read a prompt.
// "" where they cannot be read.
func modelIdentity(path string) string {
	h := sha256.New()
	for _, part := range models.Parts(path) {
		if sampleFile(h, part) != nil {
			return ""
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// sampleFile hashes a file's size, time, and a mebibyte each of its beginning,
// middle and end.
func sampleFile(h io.Writer, path string) error {
	const sample = 1 << 20
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	fmt.Fprintf(h, "%d %d\n", info.Size(), info.ModTime().UnixNano())
	for _, at := range []int64{0, info.Size() / 2, info.Size() - sample} {
		if _, err := io.Copy(h, io.NewSectionReader(f, max(0, at), sample)); err != nil {
			return err
		}
	}
	return nil
}
