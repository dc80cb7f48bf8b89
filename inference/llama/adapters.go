package llama

import (
	"fmt"
	"os"

	"github.com/hybridgroup/yzma/pkg/llama"

	"carrel/inference"
)

// AdapterFile names what the file of a LoRA adapter held: one that was written
// anew is another, and is read again.
type AdapterFile struct {
	Path     string
	Bytes    int64
	Modified int64 // nanoseconds
}

// AdapterFileAt names what the file holds now.
func AdapterFileAt(path string) (AdapterFile, error) {
	info, err := os.Stat(path)
	if err != nil {
		return AdapterFile{}, err
	}
	return AdapterFile{path, info.Size(), info.ModTime().UnixNano()}, nil
}

// UseAdapters has the next computations made with these LoRA adapters and no
// others. Their files have been inspected. If it fails, all is as it was; the
// error is an *inference.Error. What was read of a file stays until the model is
// closed.
func (m *Model) UseAdapters(list []inference.Adapter) error {
	handles := make([]llama.AdapterLora, len(list))
	scales := make([]float32, len(list))
	for i, a := range list {
		var err error
		if handles[i], err = m.readAdapter(a.Path); err != nil {
			return err
		}
		scales[i] = float32(a.Scale)
	}
	if len(list) == 0 {
		// The binding takes no empty list; one adapter that is not added at all is
		// the same to llama.cpp.
		for _, one := range m.adapters {
			handles, scales = []llama.AdapterLora{one}, []float32{0}
			break
		}
		if len(handles) == 0 {
			return nil // none was ever read
		}
	}
	for _, l := range m.lanes {
		if code := llama.SetAdaptersLora(l.ctx, handles, scales); code != 0 {
			return &inference.Error{Code: inference.CodeAdapter, Message: fmt.Sprintf("The adapters could not be switched (code %d).", code)}
		}
	}
	return nil
}

func (m *Model) readAdapter(path string) (llama.AdapterLora, error) {
	file, err := AdapterFileAt(path)
	if err != nil {
		return 0, adapterFailed(path, err.Error())
	}
	if handle := m.adapters[file]; handle != 0 {
		return handle, nil
	}
	takeLastError()
	handle, err := llama.AdapterLoraInit(m.model, path)
	if err != nil || handle == 0 {
		return 0, adapterFailed(path, "llama.cpp says: "+takeLastError())
	}
	if m.adapters == nil {
		m.adapters = map[AdapterFile]llama.AdapterLora{}
	}
	m.adapters[file] = handle
	return handle, nil
}

func adapterFailed(path, why string) error {
	return &inference.Error{Code: inference.CodeAdapter, Message: fmt.Sprintf("The adapter %s cannot be used: %s", path, why)}
}
